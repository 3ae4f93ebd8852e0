package dev.sluice.ops.provision;

import dev.sluice.ops.provision.Topology.Notification;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Buckets, and the notification that sends their events to a queue. */
final class BucketSetup {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** How stores that are not AWS's refuse: bad destination, method unknown, not implemented. */
    private static final Set<Integer> CANNOT_NOTIFY = Set.of(400, 405, 501);

    /** A minute and a half together. */
    private static final int ATTEMPTS = 23;

    private static final Duration BETWEEN = Duration.ofSeconds(4);

    private final S3Client s3;
    private final Consumer<String> say;

    BucketSetup(S3Client s3, Consumer<String> say) {
        this.s3 = s3;
        this.say = say;
    }

    void make(String name) {
        try {
            s3.headBucket(head -> head.bucket(name));
        } catch (S3Exception e) {
            switch (e.statusCode()) {
                case NOT_FOUND -> create(name);
                case FORBIDDEN ->
                        throw new StartFailure(
                                "Bucket %s is somebody else's, or these credentials may not read it; choose another S3_BUCKET_NAME"
                                        .formatted(name),
                                e);
                default -> throw e;
            }
        }
    }

    private void create(String name) {
        Region region = s3.serviceClientConfiguration().region();
        s3.createBucket(
                create -> {
                    create.bucket(name);
                    // S3 knows its oldest region by the absence of a constraint only.
                    if (!region.equals(Region.US_EAST_1)) {
                        create.createBucketConfiguration(in -> in.locationConstraint(region.id()));
                    }
                });
        say.accept("created bucket " + name);
    }

    /**
     * Sends the bucket's events to the queue, beside what the bucket sends elsewhere: S3 knows one
     * notification configuration a bucket, so ours is merged into it.
     */
    void sendEvents(Notification ours, String queueArn) {
        try {
            merge(ours, queueArn);
        } catch (S3Exception e) {
            boolean foreign = s3.serviceClientConfiguration().endpointOverride().isPresent();
            if (!foreign || !CANNOT_NOTIFY.contains(e.statusCode())) {
                throw e;
            }
            say.accept(
                    "this S3 cannot send to SQS (%d): the store itself must send its events to %s"
                            .formatted(e.statusCode(), queueArn));
        }
    }

    private void merge(Notification wanted, String queueArn) {
        GetBucketNotificationConfigurationResponse current =
                s3.getBucketNotificationConfiguration(get -> get.bucket(wanted.bucket()));
        QueueConfiguration ours =
                QueueConfiguration.builder()
                        .id(Notification.ID)
                        .queueArn(queueArn)
                        .eventsWithStrings(wanted.events())
                        .build();
        if (current.queueConfigurations().stream().anyMatch(standing -> same(standing, ours))) {
            return;
        }
        List<QueueConfiguration> queues = new ArrayList<>(current.queueConfigurations());
        queues.removeIf(queue -> Notification.ID.equals(queue.id()));
        queues.add(ours);
        put(
                wanted.bucket(),
                NotificationConfiguration.builder()
                        .queueConfigurations(queues)
                        .topicConfigurations(current.topicConfigurations())
                        .lambdaFunctionConfigurations(current.lambdaFunctionConfigurations())
                        .eventBridgeConfiguration(current.eventBridgeConfiguration())
                        .build());
        say.accept("bucket %s now sends its events to %s".formatted(wanted.bucket(), queueArn));
    }

    /** Events come back in any order. */
    private static boolean same(QueueConfiguration standing, QueueConfiguration ours) {
        return Set.copyOf(standing.eventsAsStrings()).equals(Set.copyOf(ours.eventsAsStrings()))
                && standing.toBuilder()
                        .eventsWithStrings(ours.eventsAsStrings())
                        .build()
                        .equals(ours);
    }

    /**
     * S3 sends a test event and refuses ("Unable to validate") if it may not; a queue's new policy
     * takes up to a minute to hold.
     */
    private void put(String bucket, NotificationConfiguration configuration) {
        for (int left = ATTEMPTS; ; left--) {
            try {
                s3.putBucketNotificationConfiguration(
                        put -> put.bucket(bucket).notificationConfiguration(configuration));
                return;
            } catch (S3Exception e) {
                boolean tooEarly = String.valueOf(e.getMessage()).contains("Unable to validate");
                if (!tooEarly || left <= 1) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        }
    }
}
