package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.redrive.Failures;
import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.dispatcher.requeue.Rest;
import dev.sluice.dispatcher.requeue.SideBySide;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.DispatchRows;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** On real protocols: failed rows become jobs again, each once, whatever happens half-way. */
class RedriveTest {
    private static final FailureReason DEAD =
            new FailureReason("attempts-exhausted", "It broke off.");
    private static final FailureReason BROKEN = new FailureReason("corrupt-object", "Broken.");

    private static Failures failures(Set<String> reasons) {
        return new Failures(reasons, Optional.empty(), Set.of(), Instant.EPOCH, Instant.now());
    }

    private static Redrive redrive(Bucket bucket, JobSender queues) {
        return redrive(bucket, queues, Bucket.NONE);
    }

    private static Redrive redrive(Bucket bucket, JobSender queues, Rest rest) {
        return new Redrive(
                bucket.world.settings,
                bucket.world.clients.dynamodb(),
                bucket.world.pipelines,
                new Requeue(queues, Bucket.HASTY, Bucket.NONE),
                rest);
    }

    /** An upload whose job was given up. */
    private static Job failed(Bucket bucket, String key, FailureReason reason) {
        var match =
                (dev.sluice.shared.pipeline.Pipelines.Route.Matched)
                        bucket.world.pipelines.route(key);
        Job job =
                new Job(
                        new Job.Work(match.pipeline().name(), "0"),
                        new RowKey(match.customerID(), match.imageID(), match.rowID()),
                        new ObjectVersion(
                                bucket.world.settings.bucket(), key, "e1", Optional.of("v1"), 7),
                        Generation.of(Optional.of("0A"), Instant.EPOCH));
        new DispatchRows(bucket.world.table).pending(job, match.pipeline());
        bucket.world.finalRows(match.pipeline().name()).failed(job, reason, 3);
        return job;
    }

    private static List<Job> failed(Bucket bucket, int count) {
        return SideBySide.of(
                IntStream.range(0, count)
                        .mapToObj("acme/uploaded/scan-%05d_original.jpg"::formatted)
                        .toList(),
                key -> failed(bucket, key, DEAD));
    }

    @Test
    void rule7_aRedriveStoppedHalfWayAndRunAgainSendsEachJobOnce() throws Exception {
        try (Bucket bucket = new Bucket("redrive-half")) {
            List<Job> jobs = failed(bucket, 3000);
            Redrive stopped = redrive(bucket, new FlakyQueues(bucket.outlets(), 12));
            Failures all = failures(Set.of());
            assertThatThrownBy(() -> stopped.run(all, done -> {}))
                    .isInstanceOf(Requeue.Unsent.class)
                    .hasMessageContaining("were not sent");

            Redrive again = redrive(bucket, bucket.outlets());
            assertThat(again.survey(failures(Set.of())).get("attempts-exhausted"))
                    .as("rows that were written and not sent are found")
                    .isBetween(1500L, 2500L);
            Redrive.Outcome outcome = again.run(failures(Set.of()), done -> {});

            assertThat(outcome.overtaken()).isZero();
            Map<String, Integer> sent = bucket.jobs("scans");
            assertThat(sent).hasSize(3000);
            assertThat(sent.values()).containsOnly(1);
            assertThat(again.survey(failures(Set.of()))).isEmpty();
            assertThat(jobs)
                    .allSatisfy(
                            job -> {
                                Row row = bucket.row("acme", job.rowID());
                                assertThat(row.generation()).contains(job.generation().nextRun());
                                assertThat(row.status()).contains(Row.Status.PENDING);
                                assertThat(row.item())
                                        .doesNotContainKeys("failedShard", "failureReason");
                            });
        }
    }

    @Test
    void rule7_aRedrivenJobIsTheSameUploadsNextRun() throws Exception {
        try (Bucket bucket = new Bucket("redrive-next")) {
            Job was = failed(bucket, "acme/uploaded/scan-1_original.jpg", DEAD);

            redrive(bucket, bucket.outlets()).run(failures(Set.of()), done -> {});

            Job job = bucket.world.jobs("scans").getFirst();
            assertThat(job.generation()).isEqualTo(was.generation().nextRun());
            assertThat(job.row()).isEqualTo(was.row());
            assertThat(job.object()).isEqualTo(was.object());
            assertThat(job.modelVersion()).as("the one of now").isEqualTo("7");
            assertThat(bucket.world.finalRows("scans").failed(was, DEAD, 9))
                    .as("a straggler of the run that failed")
                    .isFalse();
            assertThat(bucket.world.finalRows("scans").failed(job, DEAD, 3)).isTrue();
        }
    }

    @Test
    void rule7_twoRedrivesAtOnceSendEachJobOnce() throws Exception {
        try (Bucket bucket = new Bucket("redrive-two")) {
            failed(bucket, 300);
            Failures all = failures(Set.of());
            Rest untilTheOtherHasSent =
                    length ->
                            Awaitility.await("rows that were begun are sent")
                                    .until(
                                            () ->
                                                    redrive(bucket, bucket.outlets())
                                                            .survey(failures(Set.of()))
                                                            .isEmpty());
            Callable<Redrive.Outcome> one =
                    () ->
                            redrive(bucket, bucket.outlets(), untilTheOtherHasSent)
                                    .run(all, done -> {});
            try (var threads = Executors.newFixedThreadPool(2)) {
                List<Future<Redrive.Outcome>> both = threads.invokeAll(List.of(one, one));

                assertThat(both.get(0).get().sent() + both.get(1).get().sent()).isEqualTo(300);
            }
            Map<String, Integer> sent = bucket.jobs("scans");
            assertThat(sent).hasSize(300);
            assertThat(sent.values()).containsOnly(1);
        }
    }

    @Test
    void rule7_aRedriveOfAnEarlierTimeThatWasCutOffIsFinishedByTheSameOne() throws Exception {
        try (Bucket bucket = new Bucket("redrive-until")) {
            failed(bucket, 20);
            Failures earlier = failures(Set.of());
            Redrive cut = redrive(bucket, new FlakyQueues(bucket.outlets(), 0));
            assertThatThrownBy(() -> cut.run(earlier, done -> {}))
                    .isInstanceOf(Requeue.Unsent.class);
            Job later = failed(bucket, "acme/uploaded/later_original.jpg", DEAD);

            Redrive.Outcome outcome = redrive(bucket, bucket.outlets()).run(earlier, done -> {});

            assertThat(outcome.sent()).isEqualTo(20);
            assertThat(bucket.jobs("scans")).hasSize(20).doesNotContainKey(later.key());
        }
    }

    @Test
    void rule7_ofAPausedPipelineFailedRowsStay() throws Exception {
        try (Bucket bucket = new Bucket("redrive-paused")) {
            failed(bucket, 3);
            bucket.paused = Set.of("scans");

            Redrive.Outcome outcome =
                    redrive(bucket, bucket.outlets()).run(failures(Set.of()), done -> {});

            assertThat(outcome.left()).isEqualTo(3);
            assertThat(bucket.jobs("scans")).isEmpty();
            assertThat(bucket.row("acme", "scan-00000").status()).contains(Row.Status.FAILED);
        }
    }

    @Test
    void onlyThoseMeantAreSent() throws Exception {
        try (Bucket bucket = new Bucket("redrive-filter")) {
            failed(bucket, "acme/uploaded/scan-1_original.jpg", DEAD);
            failed(bucket, "acme/uploaded/scan-2_original.jpg", BROKEN);
            failed(bucket, "umbrella/uploaded/scan-3_original.jpg", DEAD);
            failed(bucket, "acme/any/four.jpg", DEAD);
            Redrive redrive = redrive(bucket, bucket.outlets());
            Instant now = Instant.now();

            assertThat(redrive.survey(failures(Set.of())))
                    .isEqualTo(Map.of("attempts-exhausted", 3L, "corrupt-object", 1L));
            Redrive.Outcome none =
                    redrive.run(
                            new Failures(
                                    Set.of(),
                                    Optional.empty(),
                                    Set.of(),
                                    Instant.EPOCH,
                                    now.minusSeconds(3600)),
                            done -> {});
            Redrive.Outcome one =
                    redrive.run(
                            new Failures(
                                    Set.of("attempts-exhausted"),
                                    Optional.of("acme"),
                                    Set.of("scans"),
                                    Instant.EPOCH,
                                    now),
                            done -> {});

            assertThat(none.sent()).isZero();
            assertThat(one.sent()).isEqualTo(1);
            assertThat(bucket.jobs("scans"))
                    .isEqualTo(Map.of("acme/uploaded/scan-1_original.jpg", 1));
        }
    }

    @Test
    void whatWouldBeRefusedAgainStaysFailed() throws Exception {
        try (Bucket bucket = new Bucket("redrive-refused")) {
            bucket.put("acme/uploaded/scan-1_original.heic");
            bucket.run(java.time.Duration.ZERO);

            Redrive.Outcome outcome =
                    redrive(bucket, bucket.outlets()).run(failures(Set.of()), done -> {});

            assertThat(outcome.refused()).isEqualTo(Map.of("still-refused", 1L));
            assertThat(bucket.row("acme", "scan-1").status()).contains(Row.Status.FAILED);
        }
    }
}
