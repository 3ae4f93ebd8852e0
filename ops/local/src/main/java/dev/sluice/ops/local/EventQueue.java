package dev.sluice.ops.local;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.net.URI;
import java.util.function.Consumer;

/**
 * Sends S3's events to their queue, over the wire like anybody else.
 *
 * <p>A queue that does not exist yet is created with default attributes, which provisioning then
 * sets: an event that came first is not lost. If one cannot be sent its request is answered with
 * 500, which clients try again; on AWS the event would come late instead.
 */
final class EventQueue implements Consumer<BucketEvent>, AutoCloseable {
    private final SqsClient sqs;
    private final String name;
    private final String region;
    private volatile String url = "";

    EventQueue(URI endpoint, String region, String prefix) {
        this.name = prefix + "-events";
        this.region = region;
        this.sqs =
                SqsClient.builder()
                        .endpointOverride(endpoint)
                        .fipsEnabled(false)
                        .dualstackEnabled(false)
                        .region(Region.of(region))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                LocalAws.ACCESS_KEY, LocalAws.SECRET_KEY)))
                        // as many as S3Proxy has threads, so that no upload waits for a connection
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .maxConnections(200)
                                        .proxyConfiguration(
                                                ProxyConfiguration.builder()
                                                        .useSystemPropertyValues(false)
                                                        .useEnvironmentVariableValues(false)
                                                        .build()))
                        .build();
    }

    @Override
    public void accept(BucketEvent event) {
        String body = event.toJson(region);
        try {
            try {
                send(body);
            } catch (QueueDoesNotExistException e) {
                url = "";
                sqs.createQueue(request -> request.queueName(name));
                send(body);
            }
        } catch (SdkException e) {
            throw S3Exception.builder()
                    .statusCode(500)
                    .message(
                            "The event of %s/%s could not be sent to queue %s: %s"
                                    .formatted(event.bucket(), event.key(), name, e.getMessage()))
                    .cause(e)
                    .build();
        }
    }

    @Override
    public void close() {
        sqs.close();
    }

    private void send(String body) {
        if (url.isEmpty()) {
            url = sqs.getQueueUrl(request -> request.queueName(name)).queueUrl();
        }
        sqs.sendMessage(request -> request.queueUrl(url).messageBody(body));
    }
}
