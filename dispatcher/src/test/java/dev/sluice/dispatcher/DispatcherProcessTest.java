package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.Settings;
import dev.sluice.shared.Tuning;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsAccess;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.core.sync.RequestBody;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The whole process, and S3's own events. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class DispatcherProcessTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void uploadsThroughS3BecomeRowsAndJobsWhateverTheirKeysLookLike() throws Exception {
        String customer = "s3-" + System.nanoTime();
        List<String> names =
                List.of("plain", "two words", "a+b", "50%", "a%2Fb", "größe", "漢字", "🦆🦆");
        try (World world = World.ofS3();
                DispatcherProcess process =
                        DispatcherProcess.start(quick(world.settings), new ApiMeter())) {
            for (String name : names) {
                world.clients
                        .s3()
                        .putObject(
                                put ->
                                        put.bucket(world.settings.bucket())
                                                .key(customer + "/any/" + name + ".jpg"),
                                RequestBody.fromString("picture"));
            }
            for (String name : names) {
                await().until(() -> world.row(customer, "any#" + name).isPresent());
                Row row = world.row(customer, "any#" + name).orElseThrow();
                assertThat(row.text("s3Key")).contains(customer + "/any/" + name + ".jpg");
                assertThat(row.number("imageSize")).contains(7L);
            }
            await().until(() -> process.counts().getOrDefault("dispatched", 0L) >= names.size());
            assertThat(world.jobs("any"))
                    .extracting(Job::imageID)
                    .containsExactlyInAnyOrderElementsOf(names);
            process.drain();
            assertThat(process.awaitEnd()).isZero();
        }
    }

    @Test
    void rule7_deadLettersAreSettledByTheSameProcess() throws Exception {
        try (World world = World.named("process-dead")) {
            Job job =
                    ((Fate.Dispatched)
                                    Samples.dispatch(
                                                    world.dispatcher(),
                                                    List.of(
                                                            Samples.event(
                                                                    "acme/uploaded/gone_original.jpg",
                                                                    "1",
                                                                    1)))
                                            .getFirst())
                            .job();
            world.queues
                    .deadLetters()
                    .get("scans")
                    .send(List.of(new Outgoing(JobCodec.write(job), "acme")));
            try (DispatcherProcess process =
                    DispatcherProcess.start(quick(world.settings), new ApiMeter())) {
                await().until(() -> process.counts().containsKey("dead"));
            }
            assertThat(world.row("acme", "gone").orElseThrow().status())
                    .contains(Row.Status.FAILED);
        }
    }

    @Test
    void rule23_drainEndsLongPollsFinishesWhatCameAndIsDoneOnce() throws Exception {
        try (World world = World.named("process-drain")) {
            Settings settings =
                    with(world.settings, Duration.ofSeconds(20), Duration.ofSeconds(10));
            DispatcherProcess process = DispatcherProcess.start(settings, new ApiMeter());
            await().until(() -> threads().contains("events-0") && threads().contains("dlq-scans"));
            world.sendEvent(
                    Samples.s3(settings.bucket(), "acme/uploaded/last_original.jpg", "1", TIME));
            await().until(() -> world.row("acme", "last").isPresent());

            process.drain();
            process.drain();
            process.close();

            assertThat(process.awaitEnd()).isZero();
            assertThat(threads()).doesNotContain("events-0", "dlq-scans");
            assertThat(world.jobs("scans")).extracting(Job::imageID).containsExactly("last");
            assertThat(world.depth("process-drain-events")).isZero();
        }
    }

    @Test
    void rule21_aDispatcherServesEveryPipelineAndRefusesToBeNarrowed() {
        try (World world = World.named("process-narrow")) {
            Settings there = world.settings;
            Settings narrowed =
                    new Settings(
                            there.aws(),
                            there.bucket(),
                            there.resultBucket(),
                            there.table(),
                            there.fleetTable(),
                            there.vectors(),
                            there.indexes(),
                            there.modelPath(),
                            there.gpu(),
                            there.queuePrefix(),
                            List.of("scans"),
                            there.backfill(),
                            there.drainTimeout(),
                            there.log(),
                            there.http(),
                            there.metrics(),
                            there.notices(),
                            there.tuning());

            assertThat(
                            catchThrowableOfType(
                                            InvalidConfiguration.class,
                                            () -> DispatcherProcess.start(narrowed, new ApiMeter()))
                                    .problems())
                    .singleElement()
                    .asString()
                    .startsWith("SLUICE_PIPELINES: narrows workers only");
        }
    }

    @Test
    void whatIsMissingIsNamedAllAtOnceWithTheRemedy() {
        try (World world = World.named("process-missing")) {
            Settings there = world.settings;
            Settings absent =
                    new Settings(
                            there.aws(),
                            "no-such-bucket",
                            "no-such-bucket",
                            "no-such-table",
                            there.fleetTable(),
                            there.vectors(),
                            there.indexes(),
                            there.modelPath(),
                            there.gpu(),
                            "nobody",
                            List.of(),
                            there.backfill(),
                            there.drainTimeout(),
                            there.log(),
                            there.http(),
                            there.metrics(),
                            there.notices(),
                            there.tuning());

            assertThatThrownBy(() -> DispatcherProcess.start(absent, new ApiMeter()))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContainingAll(
                            "queue nobody-events,",
                            "queue nobody-scans,",
                            "queue nobody-scans-dlq",
                            "bucket no-such-bucket",
                            "table no-such-table",
                            "ops/sluice provision");
        }
    }

    @Test
    void anEndpointThatDoesNotAnswerIsNamed() {
        try (World world = World.named("process-silent")) {
            Settings there = world.settings;
            Map<String, URI> endpoints = new HashMap<>(there.aws().endpoints());
            endpoints.put("dynamodb", URI.create("http://127.0.0.1:1"));
            Settings silent =
                    new Settings(
                            new AwsAccess(
                                    there.aws().region(), endpoints, there.aws().credentials()),
                            there.bucket(),
                            there.resultBucket(),
                            there.table(),
                            there.fleetTable(),
                            there.vectors(),
                            there.indexes(),
                            there.modelPath(),
                            there.gpu(),
                            there.queuePrefix(),
                            there.pipelines(),
                            there.backfill(),
                            there.drainTimeout(),
                            there.log(),
                            there.http(),
                            there.metrics(),
                            there.notices(),
                            there.tuning());

            assertThatThrownBy(() -> DispatcherProcess.start(silent, new ApiMeter()))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("http://127.0.0.1:1");
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    private static Settings quick(Settings settings) {
        return with(settings, Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    private static Settings with(Settings there, Duration pollWait, Duration drainTimeout) {
        return new Settings(
                there.aws(),
                there.bucket(),
                there.resultBucket(),
                there.table(),
                there.fleetTable(),
                there.vectors(),
                there.indexes(),
                there.modelPath(),
                there.gpu(),
                there.queuePrefix(),
                there.pipelines(),
                there.backfill(),
                drainTimeout,
                there.log(),
                there.http(),
                there.metrics(),
                there.notices(),
                new Tuning(
                        there.tuning().permits(),
                        there.tuning().pollers(),
                        there.tuning().connections(),
                        there.tuning().memory(),
                        there.tuning().cores(),
                        pollWait,
                        there.tuning().heedsRebalance()));
    }
}
