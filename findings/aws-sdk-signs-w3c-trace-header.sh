#!/usr/bin/env bash
# AWS SDK for Java 2.41.28: of two trace headers one is part of the signature, the other is not.
#
# Expected: trace headers are changed by every proxy and agent on the way, so SigV4 leaves them alone, both kinds.
# Seen: X-Amzn-Trace-Id is left out of the signed headers, traceparent is signed. So a traceparent that an interceptor adds
# (as instrumentations do) makes AWS answer 403 once something on the way takes part in the trace and writes its own span
# into it. Sluice adds both behind the signature (TracedRequests, TracedRequestsTest).
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
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null

cat >Finding.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.*;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.*;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

public class Finding {
    public static void main(String[] args) throws Exception {
        AtomicReference<String> signed = new AtomicReference<>("");
        HttpServer queue = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        queue.createContext(
                "/",
                call -> {
                    signed.set(call.getRequestHeaders().getFirst("Authorization"));
                    call.sendResponseHeaders(404, -1);
                    call.close();
                });
        queue.start();
        ExecutionInterceptor traced =
                new ExecutionInterceptor() {
                    @Override
                    public SdkHttpRequest modifyHttpRequest(
                            Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                        return context.httpRequest().toBuilder()
                                .putHeader(
                                        "traceparent",
                                        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01")
                                .putHeader(
                                        "X-Amzn-Trace-Id",
                                        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")
                                .build();
                    }
                };
        SqsClient sqs =
                SqsClient.builder()
                        .region(Region.US_EAST_1)
                        .endpointOverride(
                                URI.create("http://127.0.0.1:" + queue.getAddress().getPort()))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("id", "secret")))
                        .overrideConfiguration(o -> o.addExecutionInterceptor(traced))
                        .build();
        try {
            sqs.listQueues();
        } catch (SdkException e) {
            for (String header : new String[] {"traceparent", "x-amzn-trace-id"}) {
                String names = signed.get().replaceAll(".*SignedHeaders=([^,]*),.*", "$1;");
                System.out.println(header + ": " + (names.contains(header + ";") ? "signed" : "not signed"));
            }
        }
        System.exit(0);
    }
}
JAVA
java -cp "$(cat classpath)" Finding.java | tee seen
diff - seen <<'SEEN'
traceparent: signed
x-amzn-trace-id: not signed
SEEN
