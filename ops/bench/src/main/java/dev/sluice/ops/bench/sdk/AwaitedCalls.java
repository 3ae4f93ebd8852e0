package dev.sluice.ops.bench.sdk;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsAccess;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The SDK's asynchronous clients on Netty, whose answers a virtual thread awaits. */
record AwaitedCalls(S3AsyncClient s3, DynamoDbAsyncClient dynamodb, SqsAsyncClient sqs)
        implements Calls {
    /** A long poll's, which is the longest. */
    private static final Duration LONGEST = Duration.ofSeconds(25);

    static AwaitedCalls open(AwsAccess access, int connections, ApiMeter meter) {
        return new AwaitedCalls(
                client(
                        S3AsyncClient.builder()
                                .forcePathStyle(access.endpoints().containsKey("s3"))
                                .requestChecksumCalculation(
                                        RequestChecksumCalculation.WHEN_REQUIRED)
                                .responseChecksumValidation(
                                        ResponseChecksumValidation.WHEN_REQUIRED),
                        access,
                        "s3",
                        connections,
                        meter),
                client(DynamoDbAsyncClient.builder(), access, "dynamodb", connections, meter),
                client(SqsAsyncClient.builder(), access, "sqs", connections, meter));
    }

    private static <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C client(
            B builder, AwsAccess access, String service, int connections, ApiMeter meter) {
        @Nullable URI endpoint = access.endpoints().get(service);
        if (endpoint != null) {
            builder.endpointOverride(endpoint).fipsEnabled(false).dualstackEnabled(false);
        }
        return builder.httpClientBuilder(
                        NettyNioAsyncHttpClient.builder()
                                .maxConcurrency(connections)
                                .connectionTimeout(Duration.ofSeconds(2))
                                .readTimeout(Duration.ofSeconds(30)))
                .region(access.region())
                .credentialsProvider(access.credentials())
                .overrideConfiguration(
                        configuration -> {
                            configuration.addExecutionInterceptor(meter);
                            configuration.apiCallAttemptTimeout(LONGEST);
                            configuration.apiCallTimeout(LONGEST);
                        })
                .build();
    }

    @Override
    public byte[] get(GetObjectRequest request) {
        return s3.getObject(request, AsyncResponseTransformer.toBytes()).join().asByteArrayUnsafe();
    }

    @Override
    public void put(PutObjectRequest request, byte[] content) {
        var _ = s3.putObject(request, AsyncRequestBody.fromBytes(content)).join();
    }

    @Override
    public void update(UpdateItemRequest request) {
        var _ = dynamodb.updateItem(request).join();
    }

    @Override
    public List<Message> receive(ReceiveMessageRequest request) {
        return sqs.receiveMessage(request).join().messages();
    }

    @Override
    public void delete(DeleteMessageBatchRequest request) {
        if (!sqs.deleteMessageBatch(request).join().failed().isEmpty()) {
            throw new IllegalStateException("not deleted");
        }
    }
}
