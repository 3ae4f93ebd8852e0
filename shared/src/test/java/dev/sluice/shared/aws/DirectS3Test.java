package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.config.Problems;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

/** Calls past the SDK beside the SDK's own, over HTTP. */
@Timeout(300)
class DirectS3Test {
    private static final String BUCKET = "pictures";
    private static final String KEY = "acme/a b+ü/(1).jpg";
    private static final String SDK = "amz-sdk-invocation-id";

    /** A request as it arrived. */
    private record Seen(String line, Map<String, List<String>> headers, byte[] body) {
        boolean bySdk() {
            return headers.containsKey(SDK);
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("-")).getFirst();
        }
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** Statuses of the next answers; afterwards 200. */
    private final ConcurrentLinkedQueue<Integer> statuses = new ConcurrentLinkedQueue<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ApiMeter meter = new ApiMeter();
    private final AtomicLong nanos = new AtomicLong();
    private HttpServer server;
    private AwsClients clients;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
        clients =
                AwsClients.open(access(), new AwsClients.Load(2, 1, Duration.ofSeconds(60)), meter);
        s3 = clients.s3();
    }

    private AwsAccess access() {
        return AwsAccess.from(
                Map.of(
                        "AWS_REGION", "eu-west-1",
                        "AWS_ENDPOINT_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                        "AWS_ACCESS_KEY_ID", "id",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "AWS_SESSION_TOKEN", "token"),
                new Problems());
    }

    @AfterEach
    void stop() {
        clients.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(exchange.getRequestHeaders());
            seen.add(
                    new Seen(
                            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                            headers,
                            exchange.getRequestBody().readAllBytes()));
            int status = statuses.isEmpty() ? 200 : statuses.remove();
            exchange.getResponseHeaders().set("ETag", "\"e1\"");
            exchange.getResponseHeaders().set("Last-Modified", "Sat, 21 Nov 2026 08:00:00 GMT");
            if (exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            }
            exchange.getResponseHeaders().set("x-amz-meta-Generation", "g1");
            exchange.getResponseHeaders().set("x-amz-version-id", "v1");
            exchange.getResponseHeaders().set("x-amz-missing-meta", "3");
            byte[] body =
                    status == 200
                            ? new byte[] {1, 2, 3}
                            : "<Error/>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private GetObjectResponse get() throws IOException {
        try (ResponseInputStream<GetObjectResponse> stream =
                s3.getObject(get -> get.bucket(BUCKET).key(KEY).ifMatch("\"e1\""))) {
            assertThat(stream.readAllBytes()).containsExactly(1, 2, 3);
            return stream.response();
        }
    }

    private PutObjectResponse put() {
        return s3.putObject(
                put ->
                        put.bucket(BUCKET)
                                .key(KEY)
                                .contentType("application/json")
                                .metadata(Map.of("generation", "g1"))
                                .ifNoneMatch("*"),
                RequestBody.fromString("{}"));
    }

    /** The same calls by the SDK, which does those that say more. */
    private GetObjectResponse getBySdk() throws IOException {
        try (ResponseInputStream<GetObjectResponse> stream =
                s3.getObject(
                        get ->
                                get.bucket(BUCKET)
                                        .key(KEY)
                                        .ifMatch("\"e1\"")
                                        .overrideConfiguration(
                                                own -> own.putHeader("x-own", "1")))) {
            assertThat(stream.readAllBytes()).containsExactly(1, 2, 3);
            return stream.response();
        }
    }

    @Test
    void aGetAsksAndAnswersAsTheSdks() throws IOException {
        GetObjectResponse ours = get();
        GetObjectResponse theirs = getBySdk();

        assertThat(seen).extracting(Seen::bySdk).containsExactly(false, true);
        assertThat(seen.getFirst().line()).isEqualTo(seen.getLast().line());
        assertThat(seen.getFirst().header("If-Match")).isEqualTo("\"e1\"");
        assertThat(ours).hasToString(theirs.toString());
        assertThat(ours.sdkHttpResponse().statusCode()).isEqualTo(200);
        assertThat(ours.lastModified()).isEqualTo(Instant.parse("2026-11-21T08:00:00Z"));
        assertThat(ours.metadata()).isEqualTo(theirs.metadata()).hasSize(1);
        assertThat(meter.counts()).containsEntry("s3.GetObject", 2L);
    }

    @Test
    void aPutSendsAndAnswersAsTheSdks() {
        PutObjectResponse ours = put();
        s3.putObject(
                put ->
                        put.bucket(BUCKET)
                                .key(KEY)
                                .contentType("application/json")
                                .metadata(Map.of("generation", "g1"))
                                .ifNoneMatch("*")
                                .overrideConfiguration(own -> own.putHeader("x-own", "1")),
                RequestBody.fromString("{}"));

        Seen our = seen.getFirst();
        Seen their = seen.getLast();
        assertThat(our.bySdk()).isFalse();
        assertThat(their.bySdk()).isTrue();
        assertThat(our.line()).isEqualTo(their.line());
        assertThat(our.body()).isEqualTo(their.body());
        for (String name :
                List.of(
                        "Content-Type",
                        "Content-Length",
                        "If-None-Match",
                        "x-amz-meta-generation",
                        "x-amz-content-sha256",
                        "X-Amz-Security-Token")) {
            assertThat(our.header(name)).as(name).isEqualTo(their.header(name)).isNotEqualTo("-");
        }
        assertThat(our.header("Authorization"))
                .contains("/eu-west-1/s3/aws4_request")
                .contains("if-none-match")
                .startsWith("AWS4-HMAC-SHA256 Credential=id/");
        assertThat(ours.eTag()).isEqualTo("\"e1\"");
    }

    @Test
    void whateverElseS3AnswersTheSdkAsksAgain() throws IOException {
        for (int status : List.of(500, 503, 404)) {
            statuses.add(status);
            get();
            assertThat(seen).extracting(Seen::bySdk).containsExactly(false, true);
            seen.clear();
        }
        statuses.add(500);
        put();
        assertThat(seen).extracting(Seen::bySdk).containsExactly(false, true);
    }

    @Test
    void whatTheSdkIsRefusedTooIsItsError() {
        statuses.addAll(List.of(403, 403));

        assertThatThrownBy(this::get)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));

        seen.clear();
        put();
        assertThat(seen).as("nothing is left to the SDK").extracting(Seen::bySdk).contains(false);
    }

    @Test
    void aFailedConditionIsNotAskedAgain() {
        statuses.add(412);

        assertThatThrownBy(this::put)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(412);
                            assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("PreconditionFailed");
                        });
        assertThat(seen).hasSize(1);
    }

    @Test
    void aBucketThatRefusesUsAndNotTheSdkIsLeftToItForAWhile() throws IOException {
        AwsAccess access = access();
        S3Client sdk =
                S3Client.builder()
                        .endpointOverride(access.endpoints().get("s3"))
                        .forcePathStyle(true)
                        .region(access.region())
                        .credentialsProvider(access.credentials())
                        .build();
        try (ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
                DirectCall call =
                        new DirectCall(
                                Apache5HttpClient.create(),
                                access,
                                meter,
                                timers,
                                Duration.ofMinutes(1));
                S3Client direct = new DirectS3(sdk, call, nanos::get)) {
            s3 = direct;
            statuses.add(403);
            get();
            assertThat(seen).extracting(Seen::bySdk).containsExactly(false, true);

            seen.clear();
            get();
            put();
            assertThat(seen).extracting(Seen::bySdk).containsExactly(true, true);

            seen.clear();
            nanos.addAndGet(DirectS3.LEFT.toNanos());
            get();
            assertThat(seen).extracting(Seen::bySdk).containsExactly(false);
        }
    }

    @Test
    void whatWishesForMoreIsTheSdks() {
        s3.putObject(put -> put.bucket(BUCKET).key(KEY), RequestBody.fromString("{}"));
        s3.putObject(
                put -> put.bucket(BUCKET).key(KEY).ifNoneMatch("*"),
                RequestBody.fromBytes(new byte[1 << 20]));
        s3.putObject(
                put -> put.bucket(BUCKET).key(KEY).ifNoneMatch("*").tagging("a=b"),
                RequestBody.fromString("{}"));
        var _ = s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(KEY));

        assertThat(seen).hasSize(4).extracting(Seen::bySdk).doesNotContain(false);
    }

    /** Nobody is there; the SDK tries as often as it does, and says so. */
    @Test
    void whereNobodyAnswersTheErrorIsTheSdks() {
        server.stop(0);

        assertThatThrownBy(this::get).hasMessageContaining("SDK Attempt Count");
    }
}
