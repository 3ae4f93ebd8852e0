package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobTable.Completion;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** With a real table and real queues. */
class DispatcherTest {
    private static World world;
    private Dispatcher dispatcher;

    @BeforeAll
    static void start() {
        world = World.named("core");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void noJobsFromBefore() throws Exception {
        world.jobs("scans");
        world.jobs("any");
        dispatcher = world.dispatcher();
    }

    private Fate dispatch(UploadEvent event) {
        return dispatcher.dispatch(List.of(event)).getFirst();
    }

    @Test
    void anUploadBecomesAPendingRowAndAJobThatPinsTheModelVersion() throws Exception {
        Fate fate = dispatch(Samples.event("acme/uploaded/scan-1_original.jpg", "1a", 1000));

        Job job = ((Fate.Dispatched) fate).job();
        assertThat(world.jobs("scans")).containsExactly(job);
        assertThat(job.modelVersion()).isEqualTo("7");
        assertThat(job.generation()).hasToString("1A" + "0".repeat(30) + ".0000000001000.0000");
        Row row = world.row("acme", "scan-1").orElseThrow();
        assertThat(row.status()).contains(Row.Status.PENDING);
        assertThat(row.generation()).contains(job.generation());
        assertThat(row.number("expiresAt")).isPresent();
    }

    @Test
    void rule4_theSameEventTwiceIsSentAgainOnlyWhileItsRowIsPending() throws Exception {
        UploadEvent event = Samples.event("acme/uploaded/twice_original.jpg", "1", 1000);
        Job job = ((Fate.Dispatched) dispatch(event)).job();

        assertThat(dispatch(event)).isEqualTo(new Fate.Again(job));
        assertThat(world.jobs("scans")).containsExactly(job, job);

        world.rows.completed(
                job,
                new Completion(new ResultPlace.Whole("r"), Optional.empty(), Map.of(), Map.of()),
                1);
        assertThat(dispatch(event)).isEqualTo(new Fate.Nothing(job));
        assertThat(world.jobs("scans")).isEmpty();
    }

    @Test
    void rule4_anOlderEventAfterANewerOneGivesNothing() throws Exception {
        String key = "acme/uploaded/order_original.jpg";
        Job newer = ((Fate.Dispatched) dispatch(Samples.event(key, "2", 1000))).job();

        // a shorter sequencer may be the greater one: rule 1 pads on the right
        assertThat(dispatch(Samples.event(key, "1FFF", 9000))).isInstanceOf(Fate.Nothing.class);
        assertThat(world.jobs("scans")).containsExactly(newer);
        assertThat(world.row("acme", "order").orElseThrow().generation())
                .contains(newer.generation());
    }

    @Test
    void rule4_aNewerEventReplacesARowThatIsSettled() throws Exception {
        String key = "acme/uploaded/again_original.jpg";
        Job first = ((Fate.Dispatched) dispatch(Samples.event(key, "1", 1000))).job();
        world.rows.completed(
                first,
                new Completion(new ResultPlace.Whole("r"), Optional.empty(), Map.of(), Map.of()),
                1);

        assertThat(dispatch(Samples.event(key, "2", 2000))).isInstanceOf(Fate.Dispatched.class);
        Row row = world.row("acme", "again").orElseThrow();
        assertThat(row.status()).contains(Row.Status.PENDING);
        assertThat(row.text("resultKey")).isEmpty();
    }

    @Test
    void rule4_twoKeysOfOneRowAreOrderedByEventTimeNotBySequencer() throws Exception {
        String jpg = "acme/uploaded/pair_original.jpg";
        String png = "acme/uploaded/pair_original.png";
        dispatch(Samples.event(jpg, "FF", 2000));

        assertThat(dispatch(Samples.event(png, "FFFF", 1000))).isInstanceOf(Fate.Nothing.class);
        assertThat(dispatch(Samples.event(png, "1", 3000))).isInstanceOf(Fate.Dispatched.class);
        assertThat(world.row("acme", "pair").orElseThrow().text("s3Key")).contains(png);
    }

    @Test
    void rule4_whateverTheOrderTheNewestOfManyEventsStands() throws Exception {
        String key = "acme/uploaded/storm_original.jpg";
        List<UploadEvent> events = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            events.add(Samples.event(key, "%04x".formatted(i * 37 % 41), 1000));
        }

        assertThat(dispatcher.dispatch(events)).noneMatch(Fate.Failed.class::isInstance);
        assertThat(world.row("acme", "storm").orElseThrow().generation().orElseThrow().value())
                .startsWith("0028");
        assertThat(world.jobs("scans"))
                .anyMatch(job -> job.generation().value().startsWith("0028"));
    }

    @Test
    void jobsOfTwoPipelinesGoToTheirQueuesInBatchesOfAnySize() throws Exception {
        List<UploadEvent> events = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            events.add(Samples.event("acme/uploaded/bulk-%d_original.jpg".formatted(i), "1", 1));
            events.add(Samples.event("acme/any/bulk-%d.jpg".formatted(i), "1", 1));
        }

        assertThat(dispatcher.dispatch(events)).allMatch(Fate.Dispatched.class::isInstance);
        assertThat(world.jobs("scans")).hasSize(25).doesNotHaveDuplicates();
        assertThat(world.jobs("any")).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void fatesComeInTheOrderOfTheirEvents() {
        assertThat(
                        dispatcher.dispatch(
                                List.of(
                                        Samples.event("acme/other/file.txt", "1", 1),
                                        Samples.event("acme/uploaded/fate_original.jpg", "1", 1),
                                        Samples.event("acme/uploaded/bad_original.jpg", "1", 1))))
                .extracting(fate -> (Object) fate.getClass())
                .containsExactly(Fate.Ignored.class, Fate.Dispatched.class, Fate.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/saved-result/scan-1_result.json",
                "acme/uploaded/scan-1_thumbnail.jpg",
                "acme/uploaded/",
                "acme/uploaded/deep/scan-1_original.jpg",
                "acme/uploaded/scan-1_original.tiff"
            })
    void rule21_aKeyWithoutAPipelinesShapeIsCountedAndDropped(String key) {
        long before = world.tally.counts().getOrDefault("ignored", 0L);

        assertThat(dispatch(Samples.event(key, "1", 1))).isEqualTo(new Fate.Ignored(key));
        assertThat(world.tally.counts()).containsEntry("ignored", before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "scan 1 2", "scan+one", "scan%2Fone", "größe", "🦆🦆🦆🦆", "a#b#c#d"})
    void rule21_anIdThatBreaksItsRuleGivesAFailedRowUnderTheRawIds(String imageID)
            throws Exception {
        Fate fate =
                dispatch(Samples.event("acme/uploaded/" + imageID + "_original.jpg", "1", 1000));

        assertThat(fate).isInstanceOf(Fate.Rejected.class);
        Row row = world.row("acme", imageID).orElseThrow();
        assertThat(row.status()).contains(Row.Status.FAILED);
        assertThat(row.text("failureReason").orElseThrow())
                .startsWith("invalid-id: ")
                .contains(imageID);
        assertThat(row.text("failedShard")).isPresent();
        assertThat(world.jobs("scans")).isEmpty();
    }

    @Test
    void rule4_aRejectionNeverStandsOverAnotherKeysRow() {
        dispatch(Samples.event("acme/uploaded/y_original.jpg", "1", 1000));

        Fate fate = dispatch(Samples.event("acme/uploaded/y_original.png", "2", 2000));

        assertThat(fate).isInstanceOf(Fate.Nothing.class);
        assertThat(world.row("acme", "y").orElseThrow().text("s3Key"))
                .contains("acme/uploaded/y_original.jpg");
    }

    @Test
    void withoutRulesForIdsAnyCustomerGetsAGroupThatSqsTakes() throws Exception {
        String customer = "Größe & Söhne 🦆\uFFFF";

        assertThat(dispatch(Samples.event(customer + "/any/a b+c%2Fd.jpg", "1", 1)))
                .isInstanceOf(Fate.Dispatched.class);
        assertThat(world.jobs("any"))
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.customerID()).isEqualTo(customer);
                            assertThat(job.imageID()).isEqualTo("a b+c%2Fd");
                        });
    }

    @Test
    void idsTooLongForAnyRowAreDroppedAndDoNotLoop() {
        String key = "acme/any/" + "ü".repeat(511) + ".jpg"; // "any#" and 1022 bytes

        assertThat(dispatch(Samples.event(key, "1", 1))).isEqualTo(new Fate.Ignored(key));
        assertThat(dispatch(Samples.event("acme/any/" + "ü".repeat(510) + ".jpg", "1", 1)))
                .isInstanceOf(Fate.Dispatched.class);
    }

    @Test
    void anEmptyObjectGoesToTheWorkerWhichSaysSo() throws Exception {
        UploadEvent event = Samples.event("acme/uploaded/empty_original.jpg", "1", 1);
        dispatch(
                new UploadEvent(
                        event.bucket(),
                        event.key(),
                        0,
                        event.eTag(),
                        event.versionId(),
                        event.sequencer(),
                        event.eventTime()));

        assertThat(world.jobs("scans")).singleElement().matches(job -> job.size() == 0);
    }

    @Test
    void anEventTwiceInOneBatchIsSentOnce() throws Exception {
        UploadEvent event = Samples.event("acme/uploaded/double_original.jpg", "1", 1);

        assertThat(dispatcher.dispatch(List.of(event, event)))
                .extracting(fate -> (Object) fate.getClass())
                .containsExactlyInAnyOrder(Fate.Dispatched.class, Fate.Again.class);
        assertThat(world.jobs("scans")).hasSize(1);
    }
}
