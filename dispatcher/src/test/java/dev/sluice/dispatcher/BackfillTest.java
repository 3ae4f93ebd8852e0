package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.backfill.Backfill;
import dev.sluice.dispatcher.backfill.Counts;
import dev.sluice.dispatcher.backfill.FleetTurn;
import dev.sluice.dispatcher.backfill.Listed;
import dev.sluice.dispatcher.backfill.Listing;
import dev.sluice.dispatcher.backfill.Scope;
import dev.sluice.dispatcher.backfill.Turn;
import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.time.Ticker;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** On real protocols: what backfill finds, and that it does no harm. */
class BackfillTest {
    private static final Duration NOW = Duration.ZERO;
    private static final Duration LATER = Duration.ofHours(2);
    private static final FailureReason REASON = new FailureReason("corrupt-object", "Broken.");
    private static final Completion FOUND =
            new Completion(new ResultPlace.Whole("acme/r.json"), "good", Map.of(), Map.of());

    private static List<String> uploads(int count) {
        return IntStream.range(0, count)
                .mapToObj("acme/uploaded/scan-%03d_original.jpg"::formatted)
                .toList();
    }

    @Test
    void rule6_uploadsWithoutRowsAreSentOnceAndNothingElseIs() throws Exception {
        try (Bucket bucket = new Bucket("backfill-missing")) {
            List<String> uploads = uploads(230);
            bucket.put(uploads);
            bucket.put("acme/saved-result/scan-001_result.json");
            bucket.put("acme/uploaded/scan-001_original.txt");
            bucket.put("acme/elsewhere/scan-001.jpg");

            Counts first = bucket.run(NOW);
            Counts second = bucket.run(NOW);

            assertThat(first.listed()).isEqualTo(233);
            assertThat(first.sent()).isEqualTo(230);
            assertThat(first.all()).isEqualTo(Map.of("missing", 230L, "other", 3L));
            assertThat(second.sent()).isZero();
            assertThat(second.all()).isEqualTo(Map.of("waiting", 230L, "other", 3L));
            Map<String, Integer> jobs = bucket.jobs("scans");
            assertThat(jobs.keySet()).containsExactlyInAnyOrderElementsOf(uploads);
            assertThat(jobs.values()).containsOnly(1);
            assertThat(bucket.row("acme", "scan-000").status()).contains(Row.Status.PENDING);
        }
    }

    @Test
    void rule1_anUploadFoundWithoutItsEventIsOlderThanItsEvent() throws Exception {
        try (Bucket bucket = new Bucket("backfill-event")) {
            String key = uploads(1).getFirst();
            bucket.put(key);
            Instant now = Instant.now();
            bucket.run(NOW);
            Row found = bucket.row("acme", "scan-000");

            Job late = bucket.dispatched(key, "1", now);
            bucket.run(NOW);

            assertThat(found.text("generation").orElseThrow()).startsWith("0".repeat(32));
            assertThat(found.generation().orElseThrow().eventTime())
                    .isBetween(now.minusSeconds(60).truncatedTo(ChronoUnit.SECONDS), now);
            assertThat(found.generation().orElseThrow()).isLessThan(late.generation());
            assertThat(bucket.row("acme", "scan-000").generation()).contains(late.generation());
        }
    }

    @Test
    void rule1_whereAResultStandsTheUploadIsItsNextRun() throws Exception {
        try (Bucket bucket = new Bucket("backfill-result")) {
            String key = uploads(1).getFirst();
            bucket.put(key);
            Job before = bucket.job(key, "0AB1", Instant.parse("2026-01-01T00:00:00Z"));
            result(bucket, before);

            bucket.run(NOW);

            assertThat(bucket.row("acme", "scan-000").generation())
                    .contains(before.generation().nextRun());
        }
    }

    /** Its row was lost while its job waited; the job left a result and found no row. */
    @Test
    void rule1_anUploadThatItsOwnLostJobOvertookIsThatResultsNextRun() throws Exception {
        try (Bucket bucket = new Bucket("backfill-overtaken")) {
            String key = uploads(1).getFirst();
            bucket.put(key);
            Job waited = bucket.job(key, "0AB1", Instant.parse("2026-01-01T00:00:00Z"));
            bucket.run(NOW);
            Job found = bucket.world.jobs("scans").getFirst();
            result(bucket, waited);
            bucket.world
                    .finalRows("scans")
                    .failed(found, new FailureReason("superseded", "Something newer."), 3);

            Counts counts = bucket.run(NOW);
            Counts again = bucket.run(NOW);

            assertThat(counts.sent()).isEqualTo(1);
            assertThat(again.sent()).isZero();
            assertThat(bucket.row("acme", "scan-000").generation())
                    .contains(waited.generation().nextRun());
            assertThat(bucket.row("acme", "scan-000").status()).contains(Row.Status.PENDING);
        }
    }

    @Test
    void rule1_whereANewerKeysResultStandsTheOlderUploadIsLeft() throws Exception {
        try (Bucket bucket = new Bucket("backfill-keys")) {
            bucket.put("acme/uploaded/scan-000_original.jpg");
            bucket.put("acme/uploaded/scan-000_original.png");
            result(
                    bucket,
                    bucket.job(
                            "acme/uploaded/scan-000_original.png",
                            "0AB1",
                            Instant.now().plusSeconds(60)));

            Counts counts = bucket.run(NOW);

            assertThat(counts.all())
                    .isEqualTo(Map.of("missing", 1L, "superseded", 1L, "other", 1L));
            assertThat(bucket.jobs("scans"))
                    .containsOnlyKeys("acme/uploaded/scan-000_original.png");
        }
    }

    private static void result(Bucket bucket, Job job) {
        new ObjectStore(bucket.world.clients.s3())
                .putFenced(
                        bucket.world.settings.resultBucket(),
                        "acme/saved-result/scan-000_result.json",
                        "application/json",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        job,
                        () -> {});
    }

    @Test
    void rule6_rowsThatWaitTooLongAreSentAgainAndSettledOnesNever() throws Exception {
        try (Bucket bucket = new Bucket("backfill-stale")) {
            List<String> keys = uploads(3);
            bucket.put(keys);
            Instant time = Instant.now();
            Job waits = bucket.dispatched(keys.get(0), "1", time);
            Job completed = bucket.dispatched(keys.get(1), "2", time);
            Job failed = bucket.dispatched(keys.get(2), "3", time);
            bucket.world.finalRows("scans").completed(completed, FOUND, 1);
            bucket.world.finalRows("scans").failed(failed, REASON, 1);

            Counts early = bucket.run(NOW);
            Counts late = bucket.run(LATER);
            Counts again = bucket.run(NOW); // by this clock it has just been renewed

            assertThat(early.all()).isEqualTo(Map.of("waiting", 1L, "settled", 2L));
            assertThat(late.all()).isEqualTo(Map.of("stale", 1L, "settled", 2L));
            assertThat(again.all()).isEqualTo(Map.of("waiting", 1L, "settled", 2L));
            assertThat(bucket.jobs("scans")).isEqualTo(Map.of(waits.key(), 1));
            assertThat(bucket.row("acme", "scan-000").generation()).contains(waits.generation());
        }
    }

    @Test
    void rule1_anUploadThatReplacedAnotherWithoutAnEventIsNewerThanItAlone() throws Exception {
        try (Bucket bucket = new Bucket("backfill-replaced")) {
            String key = uploads(1).getFirst();
            bucket.put(key);
            Instant time = Instant.now();
            Job old = bucket.dispatched(key, "0A", time);
            bucket.world.finalRows("scans").completed(old, FOUND, 1);
            bucket.put(key, "another", Map.of());

            Counts counts = bucket.run(NOW);
            Row row = bucket.row("acme", "scan-000");
            Counts again = bucket.run(NOW);

            assertThat(counts.all()).isEqualTo(Map.of("replaced", 1L));
            assertThat(again.all()).isEqualTo(Map.of("waiting", 1L));
            assertThat(row.status()).contains(Row.Status.PENDING);
            assertThat(row.generation().orElseThrow())
                    .isGreaterThan(old.generation())
                    .isLessThan(Generation.of(Optional.of("0B"), time));
            assertThat(bucket.jobs("scans")).isEqualTo(Map.of(key, 1));
        }
    }

    @Test
    void rule1_aListingThatIsOlderThanTheRowReplacesNothing() throws Exception {
        try (Bucket bucket = new Bucket("backfill-old")) {
            String key = uploads(1).getFirst();
            bucket.put(key);
            bucket.dispatched(key, "0A", Instant.now());
            Listed before = new Listed(key, "other", 3, Instant.now().minus(1, ChronoUnit.DAYS));
            Listed gone =
                    new Listed(
                            "acme/uploaded/scan-001_original.jpg",
                            "other",
                            3,
                            Instant.now().minus(1, ChronoUnit.DAYS));

            Counts counts = Bucket.run(bucket.backfill(NOW), old(bucket, List.of(before, gone)));

            assertThat(counts.all()).isEqualTo(Map.of("superseded", 1L, "gone", 1L));
            assertThat(bucket.jobs("scans")).isEmpty();
        }
    }

    /** As an inventory: what it lists may be gone. */
    private static Listing old(Bucket bucket, List<Listed> objects) {
        return new Listing() {
            @Override
            public Stream<Page> after(String position) {
                return Stream.of(new Page(objects, "end"));
            }

            @Override
            public Optional<Listed> asItIs(Listed object) {
                return bucket.listing()
                        .after("")
                        .flatMap(page -> page.objects().stream())
                        .filter(there -> there.key().equals(object.key()))
                        .findFirst();
            }

            @Override
            public String name() {
                return "inventory";
            }
        };
    }

    /** Its jobs wait in the queue for days: they look stale, and are not lost. */
    @Test
    void rule6_rowsOfAPausedPipelineThatWaitAreNotSentAgain() throws Exception {
        try (Bucket bucket = new Bucket("backfill-paused")) {
            List<String> uploads = uploads(3);
            bucket.put(uploads);
            bucket.dispatched(uploads.getFirst(), "1", Instant.now());
            bucket.paused = Set.of("scans");

            Counts counts = bucket.run(LATER);

            assertThat(counts.all()).isEqualTo(Map.of("stale", 1L, "missing", 2L, "paused", 3L));
            assertThat(counts.sent()).isZero();
            assertThat(bucket.world.row("acme", "scan-002")).isEmpty();
            assertThat(bucket.jobs("scans")).isEmpty();
        }
    }

    @Test
    void rule6_whereRowsAreWrittenLastOnlyOldUploadsAreMissed() throws Exception {
        try (Bucket bucket = new Bucket("backfill-terse")) {
            bucket.put("acme/terse/a.jpg");

            Counts early = bucket.run(NOW);
            Counts late = bucket.run(LATER);

            assertThat(early.all()).isEqualTo(Map.of("waiting", 1L));
            assertThat(late.all()).isEqualTo(Map.of("missing", 1L));
            assertThat(bucket.jobs("terse")).isEqualTo(Map.of("acme/terse/a.jpg", 1));
            assertThat(bucket.world.row("acme", "terse#a")).isEmpty();
        }
    }

    @Test
    void rule6_whatHasOutlivedItsRowAndWhatHasJustComeAreLeftAlone() throws Exception {
        try (Bucket bucket = new Bucket("backfill-ages")) {
            bucket.put(uploads(1));

            Counts expired = bucket.run(Duration.ofDays(366));
            Counts young =
                    bucket.backfill(NOW)
                            .run(
                                    new Backfill.Task(
                                            bucket.listing(),
                                            Scope.daily(Duration.ofHours(1)),
                                            Listing.START,
                                            false),
                                    (position, counts) -> {});

            assertThat(expired.all()).isEqualTo(Map.of("expired", 1L));
            assertThat(young.all()).isEqualTo(Map.of("young", 1L));
            assertThat(bucket.jobs("scans")).isEmpty();
        }
    }

    @Test
    void rule6_aFileThatIsRefusedByItsNameGetsItsFailedRow() throws Exception {
        try (Bucket bucket = new Bucket("backfill-refused")) {
            bucket.put("acme/uploaded/scan-000_original.heic");
            bucket.put("acme/uploaded/x_original.jpg"); // its ID is too short

            Counts counts = bucket.run(NOW);
            Counts again = bucket.run(NOW);

            assertThat(counts.all()).isEqualTo(Map.of("refused", 2L));
            assertThat(again.all()).isEqualTo(Map.of("settled", 2L));
            assertThat(bucket.row("acme", "scan-000").text("failureReason").orElseThrow())
                    .startsWith("unsupported-format: ");
            assertThat(bucket.jobs("scans")).isEmpty();
        }
    }

    @Test
    void rule4_anUploadThatWasRemovedIsNotBroughtBackByAnOldListing() throws Exception {
        try (Bucket bucket = new Bucket("backfill-removed")) {
            String key = "acme/index/a.jpg";
            bucket.put(key);
            Job job = bucket.dispatched(key, "1", Instant.now());
            Job removed =
                    new Job(
                            new Job.Work(
                                    "index",
                                    "1",
                                    Job.Kind.REMOVED,
                                    Optional.empty(),
                                    Optional.empty()),
                            job.row(),
                            job.object(),
                            Generation.of(Optional.of("2"), Instant.now()));
            new DispatchRows(bucket.world.table)
                    .deleted(removed, bucket.world.pipelines.named("index").orElseThrow());
            Listed before = new Listed(key, job.eTag(), 3, Instant.now().minusSeconds(5));

            Counts counts = Bucket.run(bucket.backfill(NOW), old(bucket, List.of(before)));

            assertThat(counts.all()).isEqualTo(Map.of("superseded", 1L));
            assertThat(bucket.row("acme", "index#a").status()).contains(Row.Status.DELETED);
        }
    }

    @Test
    void rule6_twoBackfillsAtOnceSendEachJobOnce() throws Exception {
        try (Bucket bucket = new Bucket("backfill-two")) {
            List<String> missing = uploads(250);
            bucket.put(missing);
            for (String key : missing.subList(0, 50)) {
                bucket.dispatched(bucket.job(key, "1", Instant.now()), LATER);
            }
            Callable<Counts> one = () -> bucket.run(NOW);
            try (var threads = Executors.newFixedThreadPool(2)) {
                List<Future<Counts>> both = threads.invokeAll(List.of(one, one));

                assertThat(both.get(0).get().sent() + both.get(1).get().sent()).isEqualTo(250);
            }
            Map<String, Integer> jobs = bucket.jobs("scans");
            assertThat(jobs.keySet()).containsExactlyInAnyOrderElementsOf(missing);
            assertThat(jobs.values()).containsOnly(1);
        }
    }

    /** It ends between rows and messages; these rows would wait for an hour to be stale. */
    @Test
    void rule6_aBackfillThatGoesOnWhereItWasCutOffLosesNothing() throws Exception {
        try (Bucket bucket = new Bucket("backfill-cut")) {
            List<String> uploads = uploads(250);
            bucket.put(uploads);
            List<String> positions = new ArrayList<>();
            FlakyQueues queues = new FlakyQueues(bucket.outlets(), 1);
            Backfill.Watch watch = (position, counts) -> positions.add(position);
            Backfill cut = bucket.backfill(NOW, queues);
            assertThatThrownBy(
                            () ->
                                    cut.run(
                                            new Backfill.Task(
                                                    bucket.listing(),
                                                    Bucket.all(),
                                                    Listing.START,
                                                    false),
                                            watch))
                    .isInstanceOf(Requeue.Unsent.class);
            assertThat(positions).hasSize(1);

            bucket.backfill(NOW)
                    .run(
                            new Backfill.Task(
                                    bucket.listing(), Bucket.all(), positions.getFirst(), false),
                            watch);

            Map<String, Integer> jobs = bucket.jobs("scans");
            assertThat(jobs.keySet()).containsExactlyInAnyOrderElementsOf(uploads);
            assertThat(jobs.values()).containsOnly(1);
        }
    }

    @Test
    void rule6_ofTwoDispatchersOneRunsTheDailyBackfillAndTheOtherWhenItIsDueAgain()
            throws Exception {
        try (Bucket bucket = new Bucket("backfill-daily")) {
            AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
            DynamoDbClient dynamodb = bucket.world.clients.dynamodb();
            FleetTable table =
                    FleetTable.of(bucket.world.settings, dynamodb, (InstantSource) now::get);
            Ticker ticker = () -> Duration.between(Instant.EPOCH, now.get()).toNanos();
            Turn one = new FleetTurn(table, "one", ticker);
            Turn other = new FleetTurn(table, "other", ticker);
            Duration day = Duration.ofDays(1);

            assertThat(one.take(day)).isTrue();
            assertThat(other.take(day)).isFalse();
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
            assertThat(one.keep()).isTrue();
            one.finish();
            assertThat(other.take(day)).as("it is done").isFalse();
            now.updateAndGet(time -> time.plus(day));
            assertThat(other.take(day)).as("a day later").isTrue();
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(10))); // it was killed
            assertThat(one.take(day)).as("goes on for the other").isTrue();
            assertThat(other.keep()).as("and the other, if it wakes up, stops").isFalse();
        }
    }

    @Test
    void aDryRunWritesAndSendsNothing() throws Exception {
        try (Bucket bucket = new Bucket("backfill-dry")) {
            bucket.put(uploads(3));
            bucket.put("acme/uploaded/scan-000_original.heic");

            Counts counts =
                    bucket.backfill(NOW)
                            .run(
                                    new Backfill.Task(
                                            bucket.listing(), Bucket.all(), Listing.START, true),
                                    (position, found) -> {});

            assertThat(counts.lacking()).isEqualTo(3);
            assertThat(counts.sent()).isZero();
            assertThat(bucket.world.row("acme", "scan-000")).isEmpty();
            assertThat(bucket.jobs("scans")).isEmpty();
        }
    }

    @Test
    void aScopeNarrowsWhatIsListedAndLookedAt() throws Exception {
        try (Bucket bucket = new Bucket("backfill-scope")) {
            bucket.put("acme/uploaded/scan-000_original.jpg");
            bucket.put("acme/any/scan-000.jpg");
            bucket.put("acme2/uploaded/scan-000_original.jpg");
            Scope scope = new Scope(Optional.of("acme"), Set.of("scans"), Duration.ofHours(1), NOW);

            assertThat(scope.prefix(bucket.world.pipelines)).isEqualTo("acme/uploaded/");
            bucket.backfill(NOW)
                    .run(
                            new Backfill.Task(bucket.listing(), scope, Listing.START, false),
                            (position, counts) -> {});

            assertThat(bucket.jobs("scans"))
                    .containsOnlyKeys("acme/uploaded/scan-000_original.jpg");
            assertThat(bucket.jobs("any")).isEmpty();
        }
    }

    @Test
    void keysThatXmlCannotSayAreListedAsTheyAre() throws Exception {
        try (Bucket bucket = new Bucket("backfill-odd")) {
            List<String> keys =
                    List.of("acme/any/a b+c.jpg", "acme/any/50%.jpg", "acme/any/größe 漢字.jpg");
            bucket.put(keys);

            bucket.run(NOW);

            assertThat(bucket.jobs("any").keySet()).containsExactlyInAnyOrderElementsOf(keys);
        }
    }
}
