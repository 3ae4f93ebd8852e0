package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Against a real server, for only it knows how many requests really came. */
class ApiMeterTest {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final ApiMeter meter = new ApiMeter();
    private HttpServer server;
    private AwsClients aws;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        AwsAccess access =
                new AwsAccess(
                        Region.US_EAST_1,
                        Map.of("s3", here, "sqs", here, "dynamodb", here),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key")));
        aws = AwsClients.open(access, new AwsClients.Load(4, 1, Duration.ofSeconds(60)), meter);
    }

    @AfterEach
    void stop() {
        aws.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        exchange.getRequestBody().readAllBytes();
        boolean fail = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        boolean json = exchange.getRequestHeaders().containsKey("X-Amz-Target");
        byte[] body =
                json && !fail
                        ? "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)
                        : new byte[0];
        exchange.sendResponseHeaders(fail ? 500 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void put() {
        var unused =
                aws.s3().putObject(p -> p.bucket("bucket").key("key"), RequestBody.fromString("x"));
    }

    @Test
    void aCallThatSucceedsAtOnceIsOneRequest() {
        put();

        assertThat(meter.counts()).containsExactly(Map.entry("s3.PutObject", 1L));
        assertThat(requests).hasValue(1);
    }

    @Test
    void everyRetryIsCountedAsTheServerCountsIt() {
        failures.set(2);

        put();

        assertThat(requests).hasValue(3);
        assertThat(meter.counts()).containsExactly(Map.entry("s3.PutObject", 3L));
    }

    @Test
    void callsThatFailInTheEndAreCountedToo() {
        failures.set(1000);

        assertThatExceptionOfType(S3Exception.class).isThrownBy(this::put);

        assertThat(meter.counts().get("s3.PutObject")).isEqualTo(requests.get()).isGreaterThan(1);
    }

    @Test
    void operationsOfAllServicesAreCountedApart() {
        put();
        put();
        var gone =
                aws.settling().deleteMessage(d -> d.queueUrl("http://queue/q").receiptHandle("r"));
        var none = aws.receiving().receiveMessage(r -> r.queueUrl("http://queue/q"));
        var row = aws.dynamodb().getItem(g -> g.tableName("Rows").key(Map.of()));

        assertThat(meter.counts())
                .containsExactly(
                        Map.entry("dynamodb.GetItem", 1L),
                        Map.entry("s3.PutObject", 2L),
                        Map.entry("sqs.DeleteMessage", 1L),
                        Map.entry("sqs.ReceiveMessage", 1L));
        assertThat(requests).hasValue(5);
    }
}
