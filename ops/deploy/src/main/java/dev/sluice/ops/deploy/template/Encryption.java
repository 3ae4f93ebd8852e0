package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.FleetConfig;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How what is stored is encrypted: by keys that AWS keeps, at no cost, or by one of the fleet's
 * own, which each who reads needs a permission for.
 */
final class Encryption {
    private static final String KEY = "Key";
    private static final List<String> USE = List.of("kms:Decrypt", "kms:GenerateDataKey*");

    private final FleetConfig config;

    Encryption(FleetConfig config) {
        this.config = config;
    }

    void addTo(Stack stack) {
        if (!own()) {
            return;
        }
        stack.part("key");
        stack.add(
                        KEY,
                        "AWS::KMS::Key",
                        Body.of(
                                "Description",
                                "Data of the fleet " + config.name(),
                                "EnableKeyRotation",
                                true,
                                "KeyPolicy",
                                Statement.policy(statements())))
                .keeps();
        stack.add(
                "KeyAlias",
                "AWS::KMS::Alias",
                Body.of("AliasName", "alias/" + config.name(), "TargetKeyId", Fn.ref(KEY)));
    }

    private static List<Statement> statements() {
        return List.of(
                new Statement(
                        "TheAccountDecides",
                        Body.of(
                                "Effect",
                                "Allow",
                                "Principal",
                                Body.of(
                                        "AWS",
                                        Fn.sub(
                                                "arn:${AWS::Partition}:iam::${AWS::AccountId}:root")),
                                "Action",
                                "kms:*",
                                "Resource",
                                "*")),
                Statement.allowService("BucketsTellQueues", "s3.amazonaws.com", USE, "*"),
                Statement.allowService("AlarmsTellTopics", "cloudwatch.amazonaws.com", USE, "*"),
                new Statement(
                                "LogsAreKept",
                                Body.of(
                                        "Effect",
                                        "Allow",
                                        "Principal",
                                        Body.of(
                                                "Service",
                                                Fn.sub("logs.${AWS::Region}.amazonaws.com")),
                                        "Action",
                                        List.of(
                                                "kms:Encrypt",
                                                "kms:Decrypt",
                                                "kms:ReEncrypt*",
                                                "kms:GenerateDataKey*",
                                                "kms:DescribeKey"),
                                        "Resource",
                                        "*"))
                        .when(
                                "ArnLike",
                                "kms:EncryptionContext:aws:logs:arn",
                                Fn.arnOf("logs", "log-group:/sluice/*")));
    }

    private boolean own() {
        return config.security().ownKey();
    }

    /** The key's ARN, if it is the fleet's own. */
    Optional<Object> key() {
        return own() ? Optional.of(Fn.arn(KEY)) : Optional.empty();
    }

    /** Property {@code BucketEncryption}. */
    Map<String, Object> ofBucket() {
        return Body.of(
                "ServerSideEncryptionConfiguration",
                List.of(
                        Body.of(
                                "BucketKeyEnabled",
                                own() ? Optional.of(true) : Optional.empty(),
                                "ServerSideEncryptionByDefault",
                                Body.of(
                                        "SSEAlgorithm",
                                        own() ? "aws:kms" : "AES256",
                                        "KMSMasterKeyID",
                                        key()))));
    }

    /** What roles need to read and write data. */
    List<Statement> use() {
        return key().map(
                        key ->
                                List.of(
                                        Statement.allow(
                                                "UseKey",
                                                List.of("kms:Decrypt", "kms:GenerateDataKey"),
                                                List.of(key))))
                .orElse(List.of());
    }
}
