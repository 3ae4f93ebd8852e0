package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.metrics.CloudWatchPublisher.Figure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The protocol itself is tested against an emulator that nobody here wrote (MetricsIT). */
class CloudWatchPublisherTest {
    private static final List<Figure> FIGURES =
            List.of(
                    new Figure(
                            Families.BACKLOG, Optional.of("scans"), new Statistics(2, 30, 10, 20)),
                    new Figure(Families.JOBS, Optional.empty(), Statistics.of(4)));

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile boolean hanging;
    private HttpServer standIn;
    private AwsClients clients;

    /** A stand-in for a CloudWatch that is not well; simulated, for no emulator is. */
    @BeforeEach
    void start() throws IOException {
        standIn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        standIn.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        standIn.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        requests.incrementAndGet();
                        exchange.getRequestBody().readAllBytes();
                        if (hanging) {
                            released.await();
                        }
                        exchange.sendResponseHeaders(status, -1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        standIn.start();
        clients =
                AwsClients.open(
                        new AwsAccess(
                                Region.US_EAST_1,
                                Map.of(
                                        "cloudwatch",
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + standIn.getAddress().getPort())),
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("test", "test"))),
                        new AwsClients.Load(1, 1, Duration.ofSeconds(60)),
                        new ApiMeter());
    }

    @AfterEach
    void stop() {
        released.countDown();
        clients.close();
        standIn.stop(0);
    }

    private CloudWatchClient cloudwatch() {
        return clients.beside().cloudwatch().orElseThrow();
    }

    private CloudWatchPublisher publisher(List<Figure> figures) {
        return new CloudWatchPublisher(cloudwatch(), "sluice", () -> figures);
    }

    /** Takes what it is given. */
    private static final class Recorder implements CloudWatchClient {
        private PutMetricDataRequest last;

        @Override
        public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
            last = request;
            return PutMetricDataResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "cloudwatch";
        }

        @Override
        public void close() {}
    }

    @Test
    void oneRequestTellsAllByFleetAndPipelineAndNeverByWorker() {
        Recorder recorder = new Recorder();
        new CloudWatchPublisher(recorder, "ships", () -> FIGURES).publish();

        assertThat(recorder.last.namespace()).isEqualTo("Sluice");
        assertThat(recorder.last.metricData()).hasSize(2);
        assertThat(recorder.last.metricData().getFirst())
                .satisfies(
                        backlog -> {
                            assertThat(backlog.metricName()).isEqualTo("BacklogSeconds");
                            assertThat(backlog.unitAsString()).isEqualTo("Seconds");
                            assertThat(backlog.dimensions())
                                    .extracting(d -> d.name() + "=" + d.value())
                                    .containsExactly("Fleet=ships", "Pipeline=scans");
                            assertThat(backlog.statisticValues().sampleCount()).isEqualTo(2);
                            assertThat(backlog.statisticValues().sum()).isEqualTo(30);
                            assertThat(backlog.statisticValues().minimum()).isEqualTo(10);
                            assertThat(backlog.statisticValues().maximum()).isEqualTo(20);
                        });
        assertThat(recorder.last.metricData().getLast().dimensions())
                .extracting(d -> d.name() + "=" + d.value())
                .containsExactly("Fleet=ships");
    }

    @Test
    void whoHasNothingToTellAsksNothing() {
        publisher(List.of()).publish();
        assertThat(requests).hasValue(0);
    }

    @Test
    void whatHappenedSinceTheLastMinuteIsToldAtTheEnd() {
        CloudWatchPublisher publisher = publisher(FIGURES);
        publisher.start();

        publisher.close(Duration.ofMinutes(2));

        assertThat(requests).as("long before a minute is over").hasValue(1);
        publisher.close();
        assertThat(requests).hasValue(1);
    }

    @Test
    void itGoesOnWhileCloudWatchThrottlesAndNothingPilesUp() {
        status = 400;
        try (CloudWatchPublisher publisher =
                new CloudWatchPublisher(
                        cloudwatch(), "sluice", () -> FIGURES, Duration.ofMillis(1))) {
            publisher.start();
            await().until(() -> requests.get() > 20);
            status = 200;
            int before = requests.get();
            await().until(() -> requests.get() > before + 3);
        }
    }

    @Test
    void aCloudWatchThatHangsHoldsUpNobody() {
        hanging = true;
        AtomicInteger asked = new AtomicInteger();
        CloudWatchPublisher publisher =
                new CloudWatchPublisher(
                        cloudwatch(),
                        "sluice",
                        () -> {
                            asked.incrementAndGet();
                            return FIGURES;
                        },
                        Duration.ofMillis(1));
        publisher.start();
        await().until(() -> requests.get() > 0);

        assertThat(asked).as("no minute is collected while one is under way").hasValue(1);
        publisher.close(); // returns, and the request under way is cut off
    }
}
