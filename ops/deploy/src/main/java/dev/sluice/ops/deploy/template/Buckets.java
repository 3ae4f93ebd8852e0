package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Fn;
import dev.sluice.ops.deploy.cloudformation.Resource;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.cloudformation.Statement;
import dev.sluice.ops.deploy.config.Storage;
import dev.sluice.ops.provision.Topology.Notification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Buckets that nobody outside the account can be given, that speak TLS alone. */
final class Buckets {
    static final String UPLOADS = "UploadBucket";
    static final String RESULTS = "ResultBucket";

    /** Smaller objects are never moved, and one would pay more for the move than it saves. */
    private static final int TIERED_FROM = 131_072;

    private static final int TIERED_AFTER = 30;

    private final Storage storage;
    private final Notification notification;
    private final Encryption encryption;

    Buckets(Deployment deployment, Encryption encryption) {
        this.storage = deployment.config().storage();
        this.notification = deployment.topology().notification();
        this.encryption = encryption;
    }

    /** The logical name of that with the results. */
    String results() {
        return storage.two() ? RESULTS : UPLOADS;
    }

    void addTo(Stack stack) {
        stack.part("storage");
        add(
                        stack,
                        UPLOADS,
                        storage.bucket(),
                        Body.of(
                                "NotificationConfiguration",
                                notifications(),
                                "CorsConfiguration",
                                cors()))
                .after(Queues.EVENTS_POLICY);
        if (storage.two()) {
            add(stack, RESULTS, storage.resultBucket(), Body.of("CorsConfiguration", cors()));
        }
    }

    private Resource add(Stack stack, String id, String name, Map<String, Object> more) {
        Map<String, Object> properties =
                new LinkedHashMap<>(
                        Body.of(
                                "BucketName",
                                name,
                                "BucketEncryption",
                                encryption.ofBucket(),
                                "VersioningConfiguration",
                                Body.of("Status", "Enabled"),
                                "LifecycleConfiguration",
                                Body.of("Rules", rules())));
        properties.putAll(CLOSED);
        properties.putAll(more);
        Resource bucket = stack.add(id, "AWS::S3::Bucket", properties).keeps();
        excused(bucket);
        policy(stack, id, name);
        return bucket;
    }

    /** Nobody from outside, and no lists of access: policies alone decide. */
    static final Map<String, Object> CLOSED =
            Body.of(
                    "PublicAccessBlockConfiguration",
                    Body.of(
                            "BlockPublicAcls",
                            true,
                            "BlockPublicPolicy",
                            true,
                            "IgnorePublicAcls",
                            true,
                            "RestrictPublicBuckets",
                            true),
                    "OwnershipControls",
                    Body.of("Rules", List.of(Body.of("ObjectOwnership", "BucketOwnerEnforced"))));

    static void excused(Resource bucket) {
        bucket.excuses(
                "CKV_AWS_18",
                "Access logs would cost a request and storage for each of millions of small"
                        + " objects; who must have them turns on CloudTrail's data events.");
    }

    /** TLS alone. */
    static void policy(Stack stack, String id, Object name) {
        stack.add(
                id + "Policy",
                "AWS::S3::BucketPolicy",
                Body.of(
                        "Bucket",
                        Fn.ref(id),
                        "PolicyDocument",
                        Statement.policy(
                                List.of(
                                        Statement.onlyByTls(
                                                "s3:*",
                                                List.of(
                                                        Fn.arn(id),
                                                        Fn.sub("${%s.Arn}/*".formatted(id))))))));
    }

    private Map<String, Object> notifications() {
        return Body.of(
                "QueueConfigurations",
                notification.events().stream()
                        .map(event -> Body.of("Event", event, "Queue", Fn.arn(Queues.EVENTS)))
                        .toList());
    }

    private Map<String, Object> cors() {
        return storage.origins().isEmpty()
                ? Map.of()
                : Body.of(
                        "CorsRules",
                        List.of(
                                Body.of(
                                        "AllowedMethods",
                                        List.of("GET", "HEAD", "PUT", "POST"),
                                        "AllowedOrigins",
                                        storage.origins(),
                                        "AllowedHeaders",
                                        List.of("*"),
                                        "ExposedHeaders",
                                        List.of("ETag"),
                                        "MaxAge",
                                        3600)));
    }

    private List<Map<String, Object>> rules() {
        Storage.Kept kept = storage.kept();
        List<Map<String, Object>> rules = new ArrayList<>();
        rules.add(
                Body.of(
                        "Id",
                        "expire",
                        "Status",
                        "Enabled",
                        "ExpirationInDays",
                        kept.objects().toDays(),
                        "NoncurrentVersionExpiration",
                        Body.of("NoncurrentDays", kept.noncurrent().toDays())));
        rules.add(parts(kept.parts()));
        if (storage.tiered()) {
            rules.add(
                    Body.of(
                            "Id",
                            "tier",
                            "Status",
                            "Enabled",
                            "ObjectSizeGreaterThan",
                            String.valueOf(TIERED_FROM),
                            "Transitions",
                            List.of(
                                    Body.of(
                                            "StorageClass",
                                            "INTELLIGENT_TIERING",
                                            "TransitionInDays",
                                            TIERED_AFTER))));
        }
        return rules;
    }

    /** What was begun and never finished costs, and is seen nowhere. */
    static Map<String, Object> parts(Duration kept) {
        return Body.of(
                "Id",
                "unfinished",
                "Status",
                "Enabled",
                "ExpiredObjectDeleteMarker",
                true,
                "AbortIncompleteMultipartUpload",
                Body.of("DaysAfterInitiation", kept.toDays()));
    }
}
