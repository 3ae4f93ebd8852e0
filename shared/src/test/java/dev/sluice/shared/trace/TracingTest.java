package dev.sluice.shared.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.trace.TraceContext.Sampling;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** It is the whole process's. */
@Isolated
class TracingTest {
    private static final TraceContext FROM =
            new TraceContext("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", Sampling.KEEP);

    private static final Job JOB =
            new Job(
                    new Job.Work("cats", "1"),
                    new RowKey("acme", "tom", "cats#tom"),
                    new ObjectVersion("uploads", "acme/cats/tom.jpg", "e", Optional.empty(), 1),
                    Generation.of(Optional.of("AB"), Instant.ofEpochMilli(7)));

    /** What a collector was sent: bodies, in which names stand as they are. */
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

    private HttpServer collector;

    @BeforeEach
    void collect() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/traces",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    sent.add(new String(body, StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
    }

    @AfterEach
    void close() {
        Tracing.end();
        collector.stop(0);
    }

    private String endpoint() {
        return "http://127.0.0.1:" + collector.getAddress().getPort();
    }

    private static JobScope job(Optional<String> header) {
        return Tracing.job(JOB, header, Instant.ofEpochMilli(1000), Duration.ofMillis(500));
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', false",
        "http://c:4318, '', '', true",
        "http://c:4318, none, '', false",
        "http://c:4318, '', true, false",
        "'', otlp, '', true",
        "'', none, '', false"
    })
    void onlyWhatIsAskedForIsDone(
            String endpoint, String exporter, String disabled, boolean asked) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        environment.put("OTEL_TRACES_EXPORTER", exporter);
        environment.put("OTEL_SDK_DISABLED", disabled);

        assertThat(Tracing.isAskedFor(environment)).isEqualTo(asked);
    }

    @Test
    void whereNobodyAsksAHeaderIsPassedOnAndThereIsNoMore() {
        Tracing.ofProgram("sluice-worker", Map.of());

        job(Optional.of(FROM.xRay()))
                .run(
                        () -> {
                            try (JobScope.Step _ = JobScope.step("fetch")) {
                                assertThat(JobScope.current().context()).contains(FROM);
                            }
                        });
        assertThat(job(Optional.empty()).context()).isEmpty();
        assertThat(job(Optional.of("Root=broken")).context()).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    void spansOfAJobFollowFromItsHeaderAndArriveWhenTheProgramEnds() {
        Tracing.ofProgram("sluice-worker", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint()));

        try (JobScope scope = job(Optional.of(FROM.xRay()))) {
            TraceContext whole = scope.context().orElseThrow();
            assertThat(whole.traceID()).isEqualTo(FROM.traceID());
            assertThat(whole.spanID()).isNotEqualTo(FROM.spanID());
            scope.run(
                    () -> {
                        try (JobScope.Step _ = JobScope.step("fetch")) {
                            TraceContext part = JobScope.current().context().orElseThrow();
                            assertThat(part.traceID()).isEqualTo(FROM.traceID());
                            assertThat(part.spanID()).isNotEqualTo(whole.spanID());
                        }
                        assertThat(JobScope.current().context()).contains(whole);
                    });
            scope.ended("reject", Optional.of("corrupt-picture"));
        }
        Tracing.end();

        assertThat(sent).hasSize(1);
        assertThat(sent.remove())
                .contains("sluice-worker", "queue", "job", "fetch")
                .contains("acme/cats#tom", "sluice.generation", JOB.generation().value())
                .contains("reject", "corrupt-picture");
    }

    @Test
    void nobodyEndsTheProcessWhileSpansAreBeingSent() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch received = new CountDownLatch(1);
        Tracing.use(
                new Spans() {
                    @Override
                    public Span begin(Beginning beginning, Optional<TraceContext> from) {
                        return Span.passing(from);
                    }

                    @Override
                    public void end() {
                        begun.countDown();
                        try {
                            received.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
        Thread sending = Thread.ofPlatform().start(Tracing::end);
        begun.await();

        Thread exiting = Thread.ofPlatform().start(Tracing::end);
        while (exiting.getState() != Thread.State.BLOCKED && exiting.isAlive()) {
            Thread.onSpinWait();
        }

        assertThat(exiting.isAlive()).isTrue();
        received.countDown();
        exiting.join();
        sending.join();
    }

    @Test
    void aTraceThatIsNotKeptIsPassedOnAndNotSent() {
        Tracing.ofProgram("sluice-worker", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint()));
        TraceContext dropped = new TraceContext(FROM.traceID(), FROM.spanID(), Sampling.DROP);

        try (JobScope scope = job(Optional.of(dropped.xRay()))) {
            assertThat(scope.context().orElseThrow().traceID()).isEqualTo(FROM.traceID());
            assertThat(scope.context().orElseThrow().sampling()).isEqualTo(Sampling.DROP);
        }
        Tracing.end();

        assertThat(sent).isEmpty();
    }

    @Test
    void aCollectorThatIsNotThereCostsSpansAndNothingElse() {
        collector.stop(0);
        Tracing.ofProgram("sluice-worker", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint()));

        job(Optional.empty()).close();
        Tracing.end();

        assertThat(job(Optional.empty()).context()).isEmpty();
    }

    @Test
    void whatCannotBeHadIsASentence() {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(
                        () ->
                                Tracing.ofProgram(
                                        "sluice-worker", Map.of("OTEL_TRACES_EXPORTER", "zipkin")))
                .withMessageContaining("OTEL_TRACES_EXPORTER=none");
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(
                        () ->
                                Tracing.ofProgram(
                                        "sluice-worker",
                                        Map.of(
                                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                                endpoint(),
                                                "OTEL_EXPORTER_OTLP_PROTOCOL",
                                                "grpc")))
                .withMessageContaining("http/protobuf");
    }
}
