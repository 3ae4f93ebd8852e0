package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.FleetConfig;
import dev.sluice.shared.pipeline.KeyPattern;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An example of what a customer's role may be given: uploads and results under its own ID alone,
 * which the role or its session bears as the tag {@code customerID}. Without the tag it allows
 * nothing.
 */
final class Customers {
    static final String POLICY = "CustomerPolicy";
    private static final String WHO = "${!aws:PrincipalTag/customerID}";

    private final FleetConfig config;
    private final Buckets buckets;
    private final Encryption encryption;

    Customers(FleetConfig config, Buckets buckets, Encryption encryption) {
        this.config = config;
        this.buckets = buckets;
        this.encryption = encryption;
    }

    void addTo(Stack stack) {
        stack.part("customers");
        Set<Object> uploads = new LinkedHashSet<>();
        Set<Object> results = new LinkedHashSet<>();
        config.models()
                .pipelines()
                .all()
                .forEach(
                        pipeline -> {
                            uploads.add(object(Buckets.UPLOADS, theirs(pipeline.match())));
                            String name = theirs(pipeline.output().name());
                            results.add(
                                    object(
                                            buckets.results(),
                                            name.substring(0, name.lastIndexOf('/') + 1) + "*"));
                        });
        Statement rows =
                Statement.allow(
                                "ReadOwnRows",
                                List.of("dynamodb:GetItem", "dynamodb:Query"),
                                List.of(Fn.arn(Tables.ROWS)))
                        .when(
                                "ForAllValues:StringEquals",
                                "dynamodb:LeadingKeys",
                                List.of("${aws:PrincipalTag/customerID}"))
                        .when("Null", "dynamodb:LeadingKeys", "false");
        List<Statement> statements =
                List.of(
                        Statement.allow(
                                "Upload",
                                List.of("s3:PutObject", "s3:AbortMultipartUpload"),
                                List.copyOf(uploads)),
                        Statement.allow(
                                "ReadResults", List.of("s3:GetObject"), List.copyOf(results)),
                        rows);
        stack.add(
                POLICY,
                "AWS::IAM::ManagedPolicy",
                Body.of(
                        "Description",
                        "An example: a customer of the fleet, by the tag customerID of role or"
                                + " session",
                        "PolicyDocument",
                        Statement.policy(Statement.together(statements, encryption.use()))));
        stack.output(POLICY, "For customers' roles, by their tag customerID", Fn.ref(POLICY));
    }

    private static Object object(String bucket, String key) {
        return Fn.sub("${%s.Arn}/%s".formatted(bucket, key));
    }

    private static String theirs(KeyPattern pattern) {
        return Permissions.glob(pattern.toString().replace("{customerID}", "\u0000"))
                .replace("\u0000", WHO);
    }
}
