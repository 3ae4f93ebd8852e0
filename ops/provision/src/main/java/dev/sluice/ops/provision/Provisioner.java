package dev.sluice.ops.provision;

import dev.sluice.shared.Settings;
import dev.sluice.shared.StartFailure;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Makes what Sluice needs on AWS or on emulators: queues, buckets, the bucket's notification, the
 * table. What is there stays; attributes that differ are corrected. Running it twice changes
 * nothing.
 */
public final class Provisioner {
    /** RULES 10: events are small and quick; ten receives mean that a body is malformed. */
    private static final int EVENT_RECEIVES = 10;

    private static final Duration EVENT_VISIBILITY = Duration.ofSeconds(60);

    private final S3Client s3;
    private final SqsClient sqs;
    private final DynamoDbClient dynamodb;
    private final Consumer<String> say;

    /**
     * @param say is told each change, and what the user must do himself; one line each
     */
    public Provisioner(S3Client s3, SqsClient sqs, DynamoDbClient dynamodb, Consumer<String> say) {
        this.s3 = s3;
        this.sqs = sqs;
        this.dynamodb = dynamodb;
        this.say = say;
    }

    /**
     * Creates what is missing and corrects what differs; all of it can be used when this returns.
     *
     * @throws StartFailure if an endpoint does not answer or refuses, or if something of the same
     *     name is there that Sluice cannot use
     */
    public void provision(Settings settings, Pipelines pipelines) {
        try {
            String prefix = settings.queuePrefix();
            QueueSetup queues = new QueueSetup(sqs, say);
            String events = events(queues, prefix);
            for (Pipeline pipeline : pipelines.all()) {
                queues.pair(
                        pipeline.queue(prefix),
                        pipeline.deadLetterQueue(prefix),
                        pipeline.lease(),
                        pipeline.limits().receives());
            }
            BucketSetup buckets = new BucketSetup(s3, settings.aws().region(), say);
            buckets.bucket(settings.bucket());
            if (!settings.resultBucket().equals(settings.bucket())) {
                buckets.bucket(settings.resultBucket());
            }
            queues.letS3Send(events, settings.bucket());
            new TableSetup(dynamodb, say).table(settings.table());
            buckets.notification(settings.bucket(), events);
        } catch (SdkException e) {
            throw new StartFailure("Cannot provision: " + e.getMessage(), e);
        }
    }

    private static String events(QueueSetup queues, String prefix) {
        return queues.pair(
                prefix + "-events", prefix + "-events-dlq", EVENT_VISIBILITY, EVENT_RECEIVES);
    }
}
