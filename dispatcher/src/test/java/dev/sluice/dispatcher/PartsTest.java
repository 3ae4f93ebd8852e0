package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dispatcher.backfill.Counts;
import dev.sluice.dispatcher.redrive.Failures;
import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.PartRows;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** On real protocols: uploads that come in parts, where events or jobs of them were lost. */
class PartsTest {
    private static final String FACE = "acme/captures/s-1/face.jpg";
    private static final String TEXT = "acme/captures/s-1/text.txt";
    private static final FailureReason DEAD =
            new FailureReason("attempts-exhausted", "It broke off.");

    private static PartRows rows(Bucket bucket) {
        return new PartRows(
                bucket.world.table, bucket.world.pipelines.named("captures").orElseThrow());
    }

    private static void answer(Bucket bucket, Job job) {
        assertThat(
                        rows(bucket)
                                .completed(
                                        job,
                                        Map.of("v", 1),
                                        parts ->
                                                new Completion(
                                                        new ResultPlace.Whole("acme/r.json"),
                                                        "good",
                                                        Map.of(),
                                                        Map.of())))
                .isPresent();
    }

    @Test
    void rule6_ofPartsOnlyThoseThatTheRowDoesNotTellOfAreSentAndOnce() throws Exception {
        try (Bucket bucket = new Bucket("parts-missing")) {
            bucket.put(List.of(FACE, TEXT));
            answer(bucket, bucket.dispatched(FACE, "0A", Instant.now()));

            Counts first = bucket.run(Duration.ZERO);
            Counts second = bucket.run(Duration.ZERO);

            assertThat(first.all()).isEqualTo(Map.of("settled", 1L, "missing", 1L));
            assertThat(second.sent()).isZero();
            List<Job> jobs = bucket.world.jobs("captures");
            assertThat(jobs).extracting(Job::key).containsExactly(TEXT);
            assertThat(jobs.getFirst().part()).contains("text");
            Row row = bucket.row("acme", "capture#s-1");
            assertThat(row.status()).as("one answer is enough").contains(Row.Status.COMPLETED);
            assertThat(row.parts().byName()).containsOnlyKeys("face", "text");
        }
    }

    @Test
    void rule6_aPartThatWaitsTooLongIsSentAgainUntilItIsSettled() throws Exception {
        try (Bucket bucket = new Bucket("parts-stale")) {
            bucket.put(FACE);
            Job face = bucket.dispatched(FACE, "0A", Instant.now());

            Counts early = bucket.run(Duration.ZERO);
            Counts stale = bucket.run(Duration.ofHours(2));
            List<Job> jobs = bucket.world.jobs("captures");
            assertThat(rows(bucket).failed(face, DEAD, _ -> null)).isPresent();
            Counts settled = bucket.run(Duration.ofHours(4));

            assertThat(early.all()).isEqualTo(Map.of("waiting", 1L));
            assertThat(stale.all()).isEqualTo(Map.of("stale", 1L));
            assertThat(jobs).extracting(Job::generation).containsExactly(face.generation());
            assertThat(settled.all()).isEqualTo(Map.of("settled", 1L));
        }
    }

    @Test
    void rule1_aPartThatWasReplacedWithoutAnEventIsNewerThanWhatTheRowTells() throws Exception {
        try (Bucket bucket = new Bucket("parts-replaced")) {
            bucket.put(FACE);
            Job old = bucket.dispatched(FACE, "0A", Instant.now().minus(Duration.ofDays(1)));
            answer(bucket, old);

            Counts counts = bucket.run(Duration.ZERO);

            assertThat(counts.all()).isEqualTo(Map.of("replaced", 1L));
            Generation sent = bucket.world.jobs("captures").getFirst().generation();
            assertThat(sent).isGreaterThan(old.generation());
            assertThat(bucket.row("acme", "capture#s-1").parts().byName().get("face").generation())
                    .isEqualTo(sent);
        }
    }

    @Test
    void rule7_rowsOfPartsStayFailedAndAreTold() throws Exception {
        try (Bucket bucket = new Bucket("parts-redrive")) {
            bucket.put(FACE);
            Job face = bucket.dispatched(FACE, "0A", Instant.now());
            assertThat(bucket.world.finalRows("captures").failed(face, DEAD, 3)).isTrue();
            Redrive redrive =
                    new Redrive(
                            bucket.world.settings,
                            bucket.world.clients.dynamodb(),
                            bucket.world.pipelines,
                            new Requeue(bucket.outlets(), Bucket.HASTY, Bucket.NONE),
                            Bucket.NONE);
            Failures all =
                    new Failures(
                            Set.of(), Optional.empty(), Set.of(), Instant.EPOCH, Instant.now());

            assertThat(redrive.survey(all)).isEqualTo(Map.of("attempts-exhausted", 1L));
            Redrive.Outcome outcome = redrive.run(all, done -> {});

            assertThat(outcome.refused()).isEqualTo(Map.of("in-parts", 1L));
            assertThat(outcome.sent() + outcome.overtaken()).isZero();
            assertThat(bucket.jobs("captures")).isEmpty();
            assertThat(bucket.row("acme", "capture#s-1").status()).contains(Row.Status.FAILED);
        }
    }
}
