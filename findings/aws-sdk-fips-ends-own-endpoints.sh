#!/usr/bin/env bash
# AWS SDK for Java 2.41.28: AWS_USE_FIPS_ENDPOINT ends clients that have an endpoint of their own.
#
# Expected: the setting chooses among AWS's endpoints, and an endpoint given by endpointOverride() stands.
# Seen: SQS, S3 and DynamoDB clients with an override throw at their first call, before anything is sent, and so does a
# program that talks to AWS for one service and to a store of its own for another. Sluice switches both FIPS and
# dual-stack off for clients with an endpoint of their own (AwsClients, EndpointVariantsTest).
# Needs: a JDK 17 or later and Maven.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>sqs</artifactId><version>2.41.28</version></dependency>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>s3</artifactId><version>2.41.28</version></dependency>
    <dependency><groupId>software.amazon.awssdk</groupId><artifactId>dynamodb</artifactId><version>2.41.28</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null

cat >Finding.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.*;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

public class Finding {
    static final AtomicInteger asked = new AtomicInteger();

    public static void main(String[] args) throws Exception {
        HttpServer own = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        own.createContext(
                "/",
                call -> {
                    asked.incrementAndGet();
                    call.sendResponseHeaders(404, -1);
                    call.close();
                });
        own.start();
        URI endpoint = URI.create("http://127.0.0.1:" + own.getAddress().getPort());
        tell("SQS", () -> with(SqsClient.builder(), endpoint).build().listQueues());
        tell("S3", () -> with(S3Client.builder(), endpoint).build().listBuckets());
        tell("DynamoDB", () -> with(DynamoDbClient.builder(), endpoint).build().listTables());
        System.exit(0);
    }

    static <B extends AwsClientBuilder<B, C>, C> B with(B builder, URI endpoint) {
        return builder.region(Region.US_EAST_1)
                .endpointOverride(endpoint)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("id", "secret")));
    }

    static void tell(String service, Runnable call) {
        int before = asked.get();
        try {
            call.run();
        } catch (SdkException e) {
            String why = asked.get() > before ? "the endpoint was asked" : "nothing was sent";
            System.out.println(service + ": " + why);
        }
    }
}
JAVA
echo "without the setting:" | tee seen
java -cp "$(cat classpath)" Finding.java | tee -a seen
echo "with AWS_USE_FIPS_ENDPOINT=true:" | tee -a seen
AWS_USE_FIPS_ENDPOINT=true java -cp "$(cat classpath)" Finding.java | tee -a seen
diff - seen <<'SEEN'
without the setting:
SQS: the endpoint was asked
S3: the endpoint was asked
DynamoDB: the endpoint was asked
with AWS_USE_FIPS_ENDPOINT=true:
SQS: nothing was sent
S3: nothing was sent
DynamoDB: nothing was sent
SEEN
