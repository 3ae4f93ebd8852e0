package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.trace.TraceContext;
import dev.sluice.shared.trace.TraceContext.Sampling;
import dev.sluice.shared.trace.Tracing;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** By what arrives. */
class TracedRequestsTest {
    private static final TraceContext TRACE =
            new TraceContext("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", Sampling.KEEP);

    private final BlockingQueue<Map<String, List<String>>> arrived = new LinkedBlockingQueue<>();
    private HttpServer server;
    private AwsClients clients;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    arrived.add(Map.copyOf(exchange.getRequestHeaders()));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        AwsAccess access =
                AwsAccess.from(
                        Map.of(
                                "AWS_REGION", "us-east-1",
                                "AWS_ACCESS_KEY_ID", "local",
                                "AWS_SECRET_ACCESS_KEY", "local",
                                "AWS_ENDPOINT_URL",
                                        "http://127.0.0.1:" + server.getAddress().getPort()),
                        new Problems());
        clients =
                AwsClients.open(
                        access, new AwsClients.Load(1, 1, Duration.ofSeconds(60)), new ApiMeter());
    }

    @AfterEach
    void close() {
        clients.close();
        server.stop(0);
    }

    private Map<String, List<String>> call() {
        var _ = clients.s3().headObject(head -> head.bucket("uploads").key("key"));
        return arrived.remove();
    }

    @Test
    void aCallMadeInATraceSaysSoInBothHeadersAndSignsNeither() {
        Map<String, List<String>> headers =
                Tracing.event(Optional.of(TRACE)).call(TracedRequestsTest.this::call);

        assertThat(headers.get("X-amzn-trace-id")).containsExactly(TRACE.xRay());
        assertThat(headers.get("Traceparent")).containsExactly(TRACE.w3c());
        assertThat(headers.get("Authorization").getFirst())
                .contains(";host;")
                .doesNotContain("trace");
    }

    @Test
    void withoutATraceNothingIsSaid() {
        Map<String, List<String>> headers = Tracing.event(Optional.empty()).call(this::call);

        assertThat(headers).doesNotContainKeys("X-amzn-trace-id", "Traceparent");
        assertThat(call()).doesNotContainKeys("X-amzn-trace-id", "Traceparent");
    }
}
