package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.shared.config.Problems;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.utils.AttributeMap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** FIPS and dual-stack, by the SDK's system properties, which stand for variables and profiles. */
@Isolated
class EndpointVariantsTest {
    private final List<String> hosts = new ArrayList<>();

    @BeforeEach
    void ask() {
        System.setProperty("aws.useFipsEndpoint", "true");
        System.setProperty("aws.useDualstackEndpoint", "true");
    }

    @AfterEach
    void forget() {
        System.clearProperty("aws.useFipsEndpoint");
        System.clearProperty("aws.useDualstackEndpoint");
    }

    /** Notes where requests go and answers that nothing is there. */
    private final class Noting implements SdkHttpClient, SdkHttpClient.Builder<Noting> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return this;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            hosts.add(request.httpRequest().getUri().getAuthority());
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    SdkHttpResponse none = SdkHttpFullResponse.builder().statusCode(404).build();
                    return HttpExecuteResponse.builder().response(none).build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }

    private List<String> hosts(Map<String, String> endpoints) {
        Map<String, String> environment = new HashMap<>(endpoints);
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "id");
        environment.put("AWS_SECRET_ACCESS_KEY", "secret");
        AwsAccess access = AwsAccess.from(environment, new Problems());
        try (AwsClients clients =
                AwsClients.open(
                        access,
                        new AwsClients.Load(1, 1, Duration.ofSeconds(60)),
                        new ApiMeter(),
                        (connections, here) -> new Noting())) {
            List<Runnable> calls =
                    List.of(
                            () -> clients.s3().headBucket(head -> head.bucket("pictures")),
                            () -> clients.dynamodb().listTables(),
                            () -> clients.receiving().listQueues(),
                            () -> clients.settling().listQueues());
            for (Runnable call : calls) {
                catchThrowable(call::run);
            }
        }
        return hosts;
    }

    @Test
    void theyDoNotReachClientsWithAnEndpointOfTheirOwn() {
        assertThat(hosts(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")))
                .containsOnly("127.0.0.1:4566")
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void theyHoldForClientsWithout() {
        assertThat(hosts(Map.of("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:4566")))
                .contains(
                        "pictures.s3-fips.dualstack.us-east-1.amazonaws.com",
                        "dynamodb-fips.us-east-1.api.aws",
                        "127.0.0.1:4566");
    }
}
