package dev.sluice.ops.provision;

import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.function.Consumer;

/**
 * Makes a topology so, on AWS or on emulators. What is there stays; attributes that differ are
 * corrected. Running it twice changes nothing.
 */
public final class Provisioner {
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
    public void provision(Topology topology) {
        try {
            QueueSetup queues = new QueueSetup(sqs, say);
            String events = queues.make(topology.events());
            topology.jobs().forEach(queues::make);
            BucketSetup buckets = new BucketSetup(s3, say);
            topology.buckets().forEach(buckets::make);
            queues.letS3Send(events, topology.notification().bucket());
            TableSetup tables = new TableSetup(dynamodb, say);
            topology.tables().forEach(tables::make);
            buckets.sendEvents(topology.notification(), events);
        } catch (SdkException e) {
            throw new StartFailure("Cannot provision: " + e.getMessage(), e);
        }
    }
}
