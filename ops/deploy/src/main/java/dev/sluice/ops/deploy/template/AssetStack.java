package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.FleetConfig;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stack that comes first: where the dispatcher's ZIP, models and images go. */
final class AssetStack {
    /** Output: the bucket's name. */
    static final String BUCKET = "AssetBucket";

    /** Output: the repository's address, to which docker pushes. */
    static final String REPOSITORY = "ImageRepository";

    private static final Duration PARTS = Duration.ofDays(7);

    private AssetStack() {}

    /**
     * The bucket's name, as {@link Fn#sub} takes it; with the account's number, so that it is free.
     */
    static String bucket(FleetConfig config) {
        return config.name() + "-assets-${AWS::AccountId}-${AWS::Region}";
    }

    static String repositoryName(FleetConfig config) {
        return "sluice/" + config.name();
    }

    /** The repository's address, as {@link Fn#sub} takes it. */
    static String repository(FleetConfig config) {
        return "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/"
                + repositoryName(config);
    }

    static Stack of(FleetConfig config) {
        Stack stack =
                new Stack(
                        "Assets of the fleet %s: what it is deployed from".formatted(config.name()),
                        FleetTemplate.tags(config));
        stack.part("assets");
        Map<String, Object> properties =
                new LinkedHashMap<>(
                        Body.of(
                                "BucketName",
                                Fn.sub(bucket(config)),
                                "BucketEncryption",
                                Body.of(
                                        "ServerSideEncryptionConfiguration",
                                        List.of(
                                                Body.of(
                                                        "ServerSideEncryptionByDefault",
                                                        Body.of("SSEAlgorithm", "AES256")))),
                                "VersioningConfiguration",
                                Body.of("Status", "Enabled"),
                                "LifecycleConfiguration",
                                Body.of("Rules", List.of(Buckets.parts(PARTS)))));
        properties.putAll(Buckets.CLOSED);
        Buckets.excused(stack.add(BUCKET, "AWS::S3::Bucket", properties).keeps());
        Buckets.policy(stack, BUCKET, bucket(config));
        stack.add(
                        "ImageRepository",
                        "AWS::ECR::Repository",
                        Body.of(
                                "RepositoryName",
                                repositoryName(config),
                                "ImageTagMutability",
                                "IMMUTABLE",
                                "ImageScanningConfiguration",
                                Body.of("ScanOnPush", true),
                                "EncryptionConfiguration",
                                Body.of("EncryptionType", "AES256"),
                                "EmptyOnDelete",
                                true))
                .excuses(
                        "CKV_AWS_136",
                        "Images hold nothing that is not published; a key of KMS would cost and"
                                + " protect nobody.");
        stack.output(BUCKET, "Of the dispatcher's ZIP and the models", Fn.ref(BUCKET));
        stack.output(
                REPOSITORY,
                "docker push to here, with the tags TAG-gpu and TAG-cpu",
                Fn.att("ImageRepository", "RepositoryUri"));
        return stack;
    }
}
