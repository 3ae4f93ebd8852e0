package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.MetricsSettings;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.fleet.FleetCrew;
import dev.sluice.shared.fleet.FleetLock;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.Vitals;
import dev.sluice.shared.metrics.CloudWatchPublisher;
import dev.sluice.shared.metrics.CloudWatchPublisher.Figure;
import dev.sluice.shared.metrics.QueueNumbers;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** On real protocols: what one publisher of a fleet tells for its pools. */
class ScalingFiguresTest {
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Duration COOLDOWN = Duration.ofMinutes(5);

    /** One fleet, and how time passes for its publishers. */
    private static final class Stage implements AutoCloseable {
        final World world;
        final AtomicLong nanos = new AtomicLong();
        final Member worker = Member.ofProcess(Member.Kind.WORKER, Instant.EPOCH, Optional.empty());

        Stage(String name) {
            world = World.named(name);
        }

        FleetTable table() {
            return FleetTable.of(world.settings, world.clients.dynamodb(), InstantSource.system());
        }

        ScalingFigures publisher(String who) {
            Map<String, String> names = Map.of("scans", world.settings.queuePrefix() + "-scans");
            Queues fresh =
                    new Queues(
                            List.of("scans"),
                            new QueueNumbers(
                                    world.clients.settling(), names, nanos::get, Duration.ZERO),
                            new FleetCrew(table(), nanos::get, Duration.ZERO));
            FleetLock turn = table().lock("scaling", who, TEN.multipliedBy(3), nanos::get);
            return new ScalingFigures(fresh, turn, COOLDOWN, nanos::get);
        }

        void works(Vitals.State state, double jobSeconds, double jobsPerSecond) {
            table().members()
                    .join(
                            worker,
                            new Vitals(
                                    state,
                                    Optional.empty(),
                                    Map.of("scans", "7"),
                                    0,
                                    jobsPerSecond,
                                    Map.of("scans", jobSeconds),
                                    0));
        }

        void waits(int jobs) {
            List<Outgoing> all =
                    IntStream.range(0, jobs)
                            .mapToObj(i -> new Outgoing(String.valueOf(i), "acme"))
                            .toList();
            assertThat(world.queues.jobs().get("scans").send(all)).isEmpty();
        }

        @Override
        public void close() {
            world.close();
        }
    }

    private static Map<String, Double> values(List<Figure> figures) {
        Map<String, Double> values = new HashMap<>();
        figures.forEach(
                figure ->
                        values.put(
                                figure.family().cloudwatch().orElseThrow().name(),
                                figure.statistics().sum()));
        return values;
    }

    @Test
    void oneTellsAndAnotherGoesOnWithWhatItRemembered() {
        try (Stage stage = new Stage("scaling-turns")) {
            ScalingFigures first = stage.publisher("first");
            ScalingFigures second = stage.publisher("second");
            stage.waits(8);

            assertThat(values(first.now()))
                    .as("no worker ever, and nothing is divided by none of them")
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "BacklogSeconds", 8.0,
                                    "BacklogWithoutWorkers", 1.0,
                                    "WorkersBusy", 0.0));
            assertThat(second.now()).isEmpty();

            stage.works(Vitals.State.READY, 0.5, 1.5);
            assertThat(values(first.now()))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    "BacklogSeconds", 4.0,
                                    "BacklogWithoutWorkers", 0.0,
                                    "WorkersBusy", 75.0));

            stage.works(Vitals.State.ENDED, 0.5, 0);
            first.end();
            assertThat(values(second.now()))
                    .as("at the pace that the first had seen")
                    .containsEntry("BacklogSeconds", 4.0)
                    .containsEntry("BacklogWithoutWorkers", 4.0);
            assertThat(first.now()).isEmpty();
        }
    }

    @Test
    void theMostWorkWithinTheCooldownCounts() {
        try (Stage stage = new Stage("scaling-cooldown")) {
            ScalingFigures figures = stage.publisher("one");
            stage.works(Vitals.State.READY, 0.5, 1.6);
            assertThat(values(figures.now())).containsEntry("WorkersBusy", 80.0);
            stage.works(Vitals.State.READY, 0.5, 0);

            stage.nanos.addAndGet(COOLDOWN.minusSeconds(1).toNanos());
            assertThat(values(figures.now())).containsEntry("WorkersBusy", 80.0);
            stage.nanos.addAndGet(COOLDOWN.toNanos());
            assertThat(values(figures.now())).containsEntry("WorkersBusy", 0.0);
        }
    }

    @Test
    void withoutTheTableItTellsWhoeverElseDoes() {
        try (Stage stage = new Stage("scaling-lost")) {
            ScalingFigures figures = stage.publisher("one");
            assertThat(figures.now()).isNotEmpty();
            stage.world
                    .clients
                    .dynamodb()
                    .deleteTable(delete -> delete.tableName(stage.world.settings.fleetTable()));

            assertThat(values(figures.now()))
                    .as("two that tell the same do less harm than none")
                    .containsKeys("BacklogSeconds", "BacklogWithoutWorkers", "WorkersBusy");
            figures.end();
        }
    }

    @Test
    void itIsOffUnlessTheSettingsSayHowOften() {
        try (World world = World.named("scaling-off")) {
            assertThat(world.settings.metrics().scaling()).isEmpty();
            MetricsSettings.Scaling often = new MetricsSettings.Scaling(TEN, COOLDOWN);
            ScalingFigures figures =
                    Queues.of(world.settings, world.clients, world.pipelines)
                            .figures(world.settings, world.clients, often);
            assertThat(figures.now()).hasSize(3 * world.pipelines.all().size());
            figures.end();
        }
    }

    /** On an emulator that nobody here wrote, if the environment names one. */
    @Test
    void cloudWatchKeepsThemByPipelineAtHighResolution() {
        Assumptions.assumeTrue(
                System.getenv("AWS_ENDPOINT_URL_CLOUDWATCH") != null,
                "AWS_ENDPOINT_URL_CLOUDWATCH names no CloudWatch");
        try (World world = World.named("scaling-" + System.nanoTime())) {
            String fleet = world.settings.queuePrefix();
            CloudWatchClient cloudwatch = world.clients.beside().cloudwatch().orElseThrow();
            ScalingFigures figures =
                    Queues.of(world.settings, world.clients, world.pipelines)
                            .figures(
                                    world.settings,
                                    world.clients,
                                    new MetricsSettings.Scaling(TEN, COOLDOWN));
            world.queues.jobs().get("scans").send(List.of(new Outgoing("1", "acme")));

            new CloudWatchPublisher(cloudwatch, fleet, figures::now, TEN).publish();
            figures.end();

            assertThat(average(cloudwatch, "BacklogSeconds", fleet)).containsExactly(1.0);
            assertThat(average(cloudwatch, "BacklogWithoutWorkers", fleet)).containsExactly(1.0);
            assertThat(average(cloudwatch, "WorkersBusy", fleet)).containsExactly(0.0);
        }
    }

    private static List<Double> average(CloudWatchClient cloudwatch, String metric, String fleet) {
        return cloudwatch
                .getMetricStatistics(
                        get ->
                                get.namespace(CloudWatchPublisher.NAMESPACE)
                                        .metricName(metric)
                                        .dimensions(
                                                Dimension.builder()
                                                        .name("Fleet")
                                                        .value(fleet)
                                                        .build(),
                                                Dimension.builder()
                                                        .name("Pipeline")
                                                        .value("scans")
                                                        .build())
                                        .period((int) TEN.toSeconds())
                                        .startTime(Instant.now().minusSeconds(600))
                                        .endTime(Instant.now().plusSeconds(600))
                                        .statistics(Statistic.AVERAGE))
                .datapoints()
                .stream()
                .map(Datapoint::average)
                .toList();
    }
}
