package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.config.Problems;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** By what arrives, because the SDK and its HTTP client both add the header. */
class SmallBodiesTest {
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
                    exchange.getRequestBody().readAllBytes();
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

    @Test
    void aSmallBodyIsSentAtOnceAndNotInSignedChunks() {
        put(1000);

        assertThat(arrived.remove()).doesNotContainKeys("Expect", "X-amz-decoded-content-length");
    }

    @Test
    void aLargeBodyIsAskedForFirst() {
        put(1 << 20);

        assertThat(arrived.remove()).containsKey("Expect");
    }

    private void put(int bytes) {
        var _ =
                clients.s3()
                        .putObject(
                                put -> put.bucket("results").key("result"),
                                RequestBody.fromBytes(new byte[bytes]));
    }
}
