package dev.sluice.ops.local;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.net.URI;
import java.util.Map;

/** Real clients, made from nothing but the environment that a program would get. */
record Clients(S3Client s3, SqsClient sqs, DynamoDbClient dynamoDb) implements AutoCloseable {
    static Clients of(Map<String, String> environment) {
        return new Clients(
                build(S3Client.builder(), "S3", environment),
                build(SqsClient.builder(), "SQS", environment),
                build(DynamoDbClient.builder(), "DYNAMODB", environment));
    }

    @Override
    public void close() {
        s3.close();
        sqs.close();
        dynamoDb.close();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C build(
            B builder, String service, Map<String, String> environment) {
        return builder.endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_" + service)))
                .region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        environment.get("AWS_ACCESS_KEY_ID"),
                                        environment.get("AWS_SECRET_ACCESS_KEY"))))
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                .build();
    }
}
