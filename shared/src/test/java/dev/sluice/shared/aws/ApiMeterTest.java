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
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Against a real server, for only it knows how many requests really came. */
class ApiMeterTest {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final ApiMeter meter = new ApiMeter();
    private volatile String reply = "{}";
    private volatile int status = 200;
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
        byte[] body = json && !fail ? reply.getBytes(StandardCharsets.UTF_8) : new byte[0];
        exchange.sendResponseHeaders(fail ? 500 : status, body.length == 0 ? -1 : body.length);
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

    private void update() {
        var unused = aws.dynamodb().updateItem(u -> u.tableName("Rows").key(Map.of()));
    }

    private void read() {
        var unused = aws.dynamodb().getItem(g -> g.tableName("Rows").key(Map.of()));
    }

    @Test
    void dynamoDbsUnitsAreThoseOfItsAnswers() {
        reply = "{\"ConsumedCapacity\": {\"TableName\": \"Rows\", \"CapacityUnits\": 3.0}}";
        update();
        update();
        reply = "{\"ConsumedCapacity\": {\"TableName\": \"Rows\", \"CapacityUnits\": 0.5}}";
        read();

        assertThat(meter.usage().units())
                .isEqualTo(Map.of(ApiMeter.WRITE_UNITS, 6.0, ApiMeter.READ_UNITS, 0.5));
        assertThat(meter.usage().calls()).isEqualTo(meter.counts());
    }

    @Test
    void anAnswerAboutSeveralTablesIsAddedUp() {
        reply =
                """
                {"ConsumedCapacity": [{"TableName": "A", "CapacityUnits": 1.5},
                                      {"TableName": "B", "CapacityUnits": 2.0}]}
                """;
        var unused = aws.dynamodb().batchGetItem(g -> g.requestItems(Map.of()));

        assertThat(meter.usage().units()).isEqualTo(Map.of(ApiMeter.READ_UNITS, 3.5));
    }

    @Test
    void anAnswerThatNamesNoUnitsCountsAsOne() {
        update();
        read();
        var unused = aws.dynamodb().describeTable(d -> d.tableName("Rows")); // free

        assertThat(meter.usage().units())
                .isEqualTo(Map.of(ApiMeter.WRITE_UNITS, 1.0, ApiMeter.READ_UNITS, 1.0));
    }

    @Test
    void aFailedConditionCountsAsOneWriteAndOtherFailuresAsNone() {
        status = 400;
        reply = "{\"__type\": \"ConditionalCheckFailedException\", \"message\": \"no\"}";
        assertThatExceptionOfType(ConditionalCheckFailedException.class).isThrownBy(this::update);
        reply = "{\"__type\": \"ResourceNotFoundException\", \"message\": \"no\"}";
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(this::update);

        assertThat(meter.usage().units()).isEqualTo(Map.of(ApiMeter.WRITE_UNITS, 1.0));
        assertThat(meter.counts()).containsEntry("dynamodb.UpdateItem", 2L);
    }

    @Test
    void eachStarted64KilobytesOfAMessageAreAnotherRequestToSqs() {
        String body = "x".repeat(130 * 1024);
        reply = "{\"MD5OfMessageBody\": \"%s\"}".formatted(md5(body));
        var sent = aws.settling().sendMessage(s -> s.queueUrl("http://queue/q").messageBody(body));
        reply = "{\"Messages\": [], \"Padding\": \"%s\"}".formatted("x".repeat(65 * 1024));
        var received = aws.receiving().receiveMessage(r -> r.queueUrl("http://queue/q"));

        assertThat(meter.usage().units()).isEqualTo(Map.of(ApiMeter.FURTHER_CHUNKS, 3.0));
    }

    @Test
    void whatCameAfterAnEarlierLookIsTheDifference() {
        put();
        Usage earlier = meter.usage();
        put();
        update();

        assertThat(meter.usage().since(earlier))
                .isEqualTo(
                        new Usage(
                                Map.of("s3.PutObject", 1L, "dynamodb.UpdateItem", 1L),
                                Map.of(ApiMeter.WRITE_UNITS, 1.0)));
    }

    private static String md5(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
