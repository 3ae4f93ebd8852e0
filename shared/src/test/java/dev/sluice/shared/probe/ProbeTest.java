package dev.sluice.shared.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

class ProbeTest {
    private static final InetSocketAddress HERE =
            InetSocketAddress.createUnresolved("127.0.0.1", 0);

    private volatile Health health = new Health(true, "ready", "it polls");

    /** Before metrics are told. */
    private interface Wait {
        void run() throws InterruptedException;
    }

    private volatile Wait slowly = () -> {};

    private final Probed program =
            new Probed() {
                @Override
                public Health live() {
                    return new Health(true, health.state(), health.why());
                }

                @Override
                public Health ready() {
                    return health;
                }

                @Override
                public Map<String, Object> info() {
                    return Map.of("program", "test");
                }

                @Override
                public Text metrics(String accept) {
                    try {
                        slowly.run();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return new Text("text/plain; version=0.0.4", "asked for " + accept + "\n");
                }
            };

    private static HttpResponse<String> ask(Probe probe, String method, String path)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(probe.url() + path))
                            .method(method, BodyPublishers.noBody())
                            .header("Accept", "a/b")
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void readinessIsACodeAndSaysWhy() throws Exception {
        try (Probe probe = Probe.open("test", HERE, program)) {
            assertThat(ask(probe, "GET", "/health/ready"))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(200))
                    .satisfies(
                            answer ->
                                    assertThat(answer.body())
                                            .isEqualToIgnoringWhitespace(
                                                    "{\"ok\":true,\"state\":\"ready\",\"why\":\"it"
                                                            + " polls\"}"));

            health = new Health(false, "draining", "it was told to stop");

            assertThat(ask(probe, "GET", "/health/ready"))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                    .satisfies(answer -> assertThat(answer.body()).contains("it was told to stop"));
            assertThat(ask(probe, "GET", "/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void headersAloneAreToldTooAndNothingCanBeChanged() throws Exception {
        try (Probe probe = Probe.open("test", HERE, program)) {
            HttpResponse<String> head = ask(probe, "HEAD", "/metrics");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4");
            for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
                HttpResponse<String> answer = ask(probe, method, "/health/ready");
                assertThat(answer.statusCode()).isEqualTo(405);
                assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
            }
        }
    }

    @Test
    void whatIsThereIsSaidWhereNothingIs() throws Exception {
        try (Probe probe = Probe.open("test", HERE, program)) {
            for (String path : List.of("/", "/health", "/health/ready/", "/metrics/x", "/%2e")) {
                assertThat(ask(probe, "GET", path))
                        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(404))
                        .satisfies(answer -> assertThat(answer.body()).contains("/health/live"));
            }
            assertThat(ask(probe, "GET", "/metrics?x=1").body()).isEqualTo("asked for a/b\n");
            assertThat(ask(probe, "GET", "/info").body()).contains("\"program\":\"test\"");
        }
    }

    @Test
    void aPortThatIsTakenIsRefusedWithTheRemedy() {
        try (Probe probe = Probe.open("test", HERE, program)) {
            int port = probe.url().getPort();
            assertThatThrownBy(
                            () ->
                                    Probe.open(
                                            "test",
                                            InetSocketAddress.createUnresolved("127.0.0.1", port),
                                            program))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("SLUICE_HTTP")
                    .hasMessageContaining("off");
        }
        assertThatThrownBy(
                        () ->
                                Probe.open(
                                        "test",
                                        InetSocketAddress.createUnresolved("192.0.2.1", 0),
                                        program))
                .as("an address of documentation, never this machine's")
                .isInstanceOf(StartFailure.class);
    }

    @Test
    void ipv6IsAnAddressToo() throws Exception {
        try (Probe probe =
                Probe.open("test", InetSocketAddress.createUnresolved("[::1]", 0), program)) {
            assertThat(probe.url().toString()).startsWith("http://[::1]:");
            assertThat(ask(probe, "GET", "/health/ready").statusCode()).isEqualTo(200);
        } catch (StartFailure e) {
            Assumptions.abort("there is no IPv6 here: " + e.getMessage());
        }
    }

    /** A scrape waits for AWS, and there may be more of them than threads. */
    @Test
    void scrapesThatTakeLongLeaveThreadsForHealth() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch aws = new CountDownLatch(1);
        slowly =
                () -> {
                    begun.countDown();
                    aws.await();
                };
        try (Probe probe = Probe.open("test", HERE, program, Duration.ofMinutes(5));
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest scrape =
                    HttpRequest.newBuilder(URI.create(probe.url() + "/metrics")).build();
            List<CompletableFuture<HttpResponse<String>>> two =
                    List.of(
                            http.sendAsync(scrape, BodyHandlers.ofString()),
                            http.sendAsync(scrape, BodyHandlers.ofString()));
            begun.await();

            for (int i = 0; i < 8; i++) {
                assertThat(ask(probe, "GET", "/metrics"))
                        .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                        .satisfies(answer -> assertThat(answer.body()).contains("ask later"));
            }
            assertThat(ask(probe, "GET", "/health/ready").statusCode()).isEqualTo(200);

            aws.countDown();
            for (CompletableFuture<HttpResponse<String>> one : two) {
                assertThat(one.get().statusCode()).isEqualTo(200);
            }
        }
    }

    /** More than there are threads, each of which would wait for the rest of a request. */
    @Test
    void whoeverAsksTooSlowlyIsHungUpOnAndKeepsNobodyOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (Probe probe = Probe.open("test", HERE, program, Duration.ofSeconds(1))) {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket("127.0.0.1", probe.url().getPort());
                socket.getOutputStream()
                        .write("GET /health/ready HTTP/1.1\r\nHo".getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                slow.add(socket);
            }

            assertThat(ask(probe, "GET", "/health/ready").statusCode()).isEqualTo(200);

            for (Socket socket : slow) {
                assertThat(socket.getInputStream().read()).as("hung up").isEqualTo(-1);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
