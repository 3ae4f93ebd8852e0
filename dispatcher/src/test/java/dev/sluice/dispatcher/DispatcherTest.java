package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.event.ObjectEvent;
import dev.sluice.shared.event.ObjectEvent.Created;
import dev.sluice.shared.event.ObjectEvent.ObjectName;
import dev.sluice.shared.event.ObjectEvent.Removed;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.trace.TraceContext;
import dev.sluice.shared.trace.TraceContext.Sampling;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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
        world.jobs("index");
        world.jobs("terse");
        dispatcher = world.dispatcher();
    }

    private Fate dispatch(ObjectEvent event) {
        return Samples.dispatch(dispatcher, List.of(event)).getFirst();
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
    void aJobsMessageSaysWhereItsEventWasInATrace() throws Exception {
        TraceContext trace =
                new TraceContext(
                        "5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", Sampling.DROP);
        Created event = Samples.event("acme/uploaded/traced_original.jpg", "1", 1000);

        assertThat(dispatcher.dispatch(List.of(new S3Record.Event(event, Optional.of(trace)))))
                .hasOnlyElementsOfType(Fate.Dispatched.class);

        WorkQueue queue = world.queues.jobs().get("scans");
        List<Received> sent = queue.receive(10, Duration.ofSeconds(20));
        queue.delete(sent);
        assertThat(sent).extracting(Received::trace).containsExactly(Optional.of(trace.xRay()));
    }

    @Test
    void rule4_theSameEventTwiceIsSentAgainOnlyWhileItsRowIsPending() throws Exception {
        Created event = Samples.event("acme/uploaded/twice_original.jpg", "1", 1000);
        Job job = ((Fate.Dispatched) dispatch(event)).job();

        assertThat(dispatch(event)).isEqualTo(new Fate.Again(job));
        assertThat(world.jobs("scans")).containsExactly(job, job);

        world.finalRows("scans")
                .completed(
                        job, new Completion(new ResultPlace.Whole("r"), "", Map.of(), Map.of()), 1);
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
        world.finalRows("scans")
                .completed(
                        first,
                        new Completion(new ResultPlace.Whole("r"), "", Map.of(), Map.of()),
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
        List<ObjectEvent> events = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            events.add(Samples.event(key, "%04x".formatted(i * 37 % 41), 1000));
        }

        assertThat(Samples.dispatch(dispatcher, events)).noneMatch(Fate.Failed.class::isInstance);
        assertThat(world.row("acme", "storm").orElseThrow().generation().orElseThrow().value())
                .startsWith("0028");
        assertThat(world.jobs("scans"))
                .anyMatch(job -> job.generation().value().startsWith("0028"));
    }

    @Test
    void jobsOfTwoPipelinesGoToTheirQueuesInBatchesOfAnySize() throws Exception {
        List<ObjectEvent> events = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            events.add(Samples.event("acme/uploaded/bulk-%d_original.jpg".formatted(i), "1", 1));
            events.add(Samples.event("acme/any/bulk-%d.jpg".formatted(i), "1", 1));
        }

        assertThat(Samples.dispatch(dispatcher, events))
                .allMatch(Fate.Dispatched.class::isInstance);
        assertThat(world.jobs("scans")).hasSize(25).doesNotHaveDuplicates();
        assertThat(world.jobs("any")).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void fatesComeInTheOrderOfTheirEvents() {
        assertThat(
                        Samples.dispatch(
                                dispatcher,
                                List.of(
                                        Samples.event("acme/other/file.txt", "1", 1),
                                        Samples.event("acme/uploaded/fate_original.jpg", "1", 1),
                                        Samples.event("acme/uploaded/bad_original.jpg", "1", 1))))
                .extracting(fate -> (Object) fate.getClass())
                .containsExactly(Fate.Ignored.class, Fate.Dispatched.class, Fate.Rejected.class);
    }

    private long counted(String what) {
        return world.counts.all().getOrDefault(what, 0L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/uploaded/scan-1_thumbnail.jpg",
                "acme/uploaded/deep/scan-1_original.jpg",
                "acme/uploaded/scan-1_original.txt",
                "acme/uploaded/scan-1_original"
            })
    void rule21_aKeyWithoutAPipelinesShapeIsCountedAndDropped(String key) {
        long before = counted("ignored");

        assertThat(dispatch(Samples.event(key, "1", 1))).isEqualTo(new Fate.Ignored(key));
        assertThat(counted("ignored")).isEqualTo(before + 1);
    }

    @Test
    void whatIsNoUploadIsCountedApart() {
        String result = "acme/saved-result/scan-1_result.json";
        String folder = "acme/uploaded/";
        Created upload = Samples.event("acme/uploaded/scan-1_original.jpg", "1", 1);
        Created elsewhere =
                new Created(
                        new ObjectName("another", upload.key(), Optional.empty()),
                        upload.generation(),
                        upload.size(),
                        upload.eTag());
        long ignored = counted("ignored");

        assertThat(dispatch(Samples.event(result, "1", 1))).isEqualTo(new Fate.Result(result));
        assertThat(dispatch(Samples.event(folder, "1", 1))).isEqualTo(new Fate.Folder(folder));
        assertThat(dispatch(elsewhere)).isEqualTo(new Fate.Foreign("another"));
        assertThat(List.of(counted("result"), counted("folder"), counted("foreign")))
                .doesNotContain(0L);
        assertThat(counted("ignored")).isEqualTo(ignored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEIC", "tif", "avif", "webp", "mov"})
    void rule21_aKnownMediaExtensionThatNoPipelineTakesGivesAFailedRow(String extension)
            throws Exception {
        String key = "acme/uploaded/IMG_" + extension + "_original." + extension;

        assertThat(dispatch(Samples.event(key, "1", 1))).isInstanceOf(Fate.Rejected.class);

        Row row = world.row("acme", "IMG_" + extension).orElseThrow();
        assertThat(row.status()).contains(Row.Status.FAILED);
        assertThat(row.text("s3Key")).contains(key);
        assertThat(row.text("failureReason").orElseThrow())
                .startsWith("unsupported-format: ")
                .contains("." + extension, ".jpg, .png");
        assertThat(world.jobs("scans")).isEmpty();
    }

    /** A phone uploads IMG_1.HEIC, IMG_1.MOV and IMG_1.JPG, and their events come in any order. */
    @ParameterizedTest
    @ValueSource(longs = {500, 1500})
    void rule21_anUnsupportedExtensionStandsInNoOtherKeysWay(long jpegTime) throws Exception {
        String stem = "acme/uploaded/live-" + jpegTime + "_original.";
        Created heic = Samples.event(stem + "heic", "2", 1000);
        Created jpeg = Samples.event(stem + "jpg", "1", jpegTime);

        assertThat(dispatch(heic)).isInstanceOf(Fate.Rejected.class);
        assertThat(dispatch(jpeg)).isInstanceOf(Fate.Dispatched.class);
        assertThat(dispatch(heic)).isInstanceOf(Fate.Nothing.class);
        assertThat(dispatch(Samples.event(stem + "mov", "3", 2000)))
                .isInstanceOf(Fate.Nothing.class);

        Row row = world.row("acme", "live-" + jpegTime).orElseThrow();
        assertThat(row.status()).contains(Row.Status.PENDING);
        assertThat(row.text("failureReason")).isEmpty();
        assertThat(world.jobs("scans")).extracting(Job::key).containsExactly(stem + "jpg");
    }

    private static Created with(Created event, OptionalLong size, Optional<String> eTag) {
        return new Created(event.object(), event.generation(), size, eTag);
    }

    @Test
    void rule20_whatTheEventLeavesOutIsAskedOfTheStore() throws Exception {
        String key = "acme/uploaded/unsaid_original.jpg";
        world.put(key, "four");
        Created event = Samples.event(key, "1", 1);

        dispatch(with(event, OptionalLong.empty(), Optional.empty()));

        assertThat(world.jobs("scans"))
                .singleElement()
                .satisfies(
                        job -> {
                            assertThat(job.size()).isEqualTo(4);
                            assertThat(job.eTag()).isEqualTo("8cbad96aced40b3838dd9f07f6ef5772");
                        });
        assertThat(world.row("acme", "unsaid").orElseThrow().number("imageSize")).contains(4L);
    }

    @Test
    void rule20_anEmptyObjectWithoutASizeIsAJobOfNoBytes() throws Exception {
        Created event = Samples.event("acme/uploaded/void_original.jpg", "1", 1);

        dispatch(
                with(event, OptionalLong.empty(), Optional.of("d41d8cd98f00b204e9800998ecf8427e")));

        assertThat(world.jobs("scans")).singleElement().matches(job -> job.size() == 0);
    }

    @Test
    void rule2_anObjectThatIsGoneBeforeItsSizeIsKnownHasFailed() throws Exception {
        Created event = Samples.event("acme/uploaded/fled_original.jpg", "1", 1);

        assertThat(dispatch(with(event, OptionalLong.empty(), event.eTag())))
                .isInstanceOf(Fate.Rejected.class);

        assertThat(world.row("acme", "fled").orElseThrow().text("failureReason").orElseThrow())
                .startsWith("object-deleted: ");
        assertThat(world.jobs("scans")).isEmpty();
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
        Created event = Samples.event("acme/uploaded/empty_original.jpg", "1", 1);
        dispatch(with(event, OptionalLong.of(0), event.eTag()));

        assertThat(world.jobs("scans")).singleElement().matches(job -> job.size() == 0);
    }

    @Test
    void anEventTwiceInOneBatchIsSentOnce() throws Exception {
        Created event = Samples.event("acme/uploaded/double_original.jpg", "1", 1);

        assertThat(Samples.dispatch(dispatcher, List.of(event, event)))
                .extracting(fate -> (Object) fate.getClass())
                .containsExactlyInAnyOrder(Fate.Dispatched.class, Fate.Again.class);
        assertThat(world.jobs("scans")).hasSize(1);
    }

    @Test
    void rule4_aRemovedObjectIsAJobForThePipelineThatForgetsItAndALateUploadDoesNotBringItBack()
            throws Exception {
        String key = "acme/index/gone.jpg";
        dispatch(Samples.event(key, "1", 1000));
        world.jobs("index");

        Fate fate = dispatch(Samples.removed(key, "2", 2000));

        Job job = ((Fate.Deleted) fate).job();
        assertThat(world.jobs("index")).containsExactly(job);
        assertThat(job.kind()).isEqualTo(Job.Kind.REMOVED);
        assertThat(job.key()).isEqualTo(key);
        Row row = world.row("acme", "index#gone").orElseThrow();
        assertThat(row.status()).contains(Row.Status.DELETED);
        assertThat(row.generation()).contains(job.generation());
        assertThat(row.number("expiresAt")).isPresent();
        assertThat(row.text("eTag")).isEmpty();

        assertThat(dispatch(Samples.event(key, "1", 1000))).isInstanceOf(Fate.Nothing.class);
        assertThat(world.jobs("index")).isEmpty();
        assertThat(dispatch(Samples.event(key, "3", 3000))).isInstanceOf(Fate.Dispatched.class);
        assertThat(world.row("acme", "index#gone").orElseThrow().status())
                .contains(Row.Status.PENDING);
    }

    @Test
    void rule4_aRemovalThatComesBeforeItsUploadStandsInTheUploadsWay() throws Exception {
        String key = "acme/index/overtaken.jpg";

        assertThat(dispatch(Samples.removed(key, "2", 2000))).isInstanceOf(Fate.Deleted.class);
        assertThat(dispatch(Samples.event(key, "1", 1000))).isInstanceOf(Fate.Nothing.class);

        assertThat(world.jobs("index")).extracting(Job::kind).containsExactly(Job.Kind.REMOVED);
    }

    @Test
    void rule4_aRemovalOlderThanTheUploadThatStandsGivesNothing() throws Exception {
        String key = "acme/index/replaced.jpg";
        dispatch(Samples.event(key, "3", 3000));
        world.jobs("index");

        assertThat(dispatch(Samples.removed(key, "2", 2000))).isInstanceOf(Fate.Nothing.class);
        assertThat(world.jobs("index")).isEmpty();
    }

    @Test
    void rule4_theSameRemovalTwiceIsSentAgain() throws Exception {
        Removed event = Samples.removed("acme/index/twice.jpg", "2", 2000);
        Job job = ((Fate.Deleted) dispatch(event)).job();

        assertThat(dispatch(event)).isEqualTo(new Fate.Again(job));
        assertThat(world.jobs("index")).containsExactly(job, job);
    }

    @Test
    void rule4_aRemovalAndItsUploadInOneBatchEndInARowThatIsDeleted() {
        List<ObjectEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = "acme/index/storm-" + (char) ('a' + i) + ".jpg";
            events.add(Samples.removed(key, "2", 2000));
            events.add(Samples.event(key, "1", 1000));
        }
        assertThat(Samples.dispatch(dispatcher, events)).noneMatch(Fate.Failed.class::isInstance);
        for (int i = 0; i < 20; i++) {
            Row row = world.row("acme", "index#storm-" + (char) ('a' + i)).orElseThrow();
            assertThat(row.status()).contains(Row.Status.DELETED);
        }
    }

    @Test
    void rule4_withoutPendingRowsARemovalHasARowAllTheSame() throws Exception {
        String key = "acme/terse/gone.jpg";
        dispatch(Samples.event(key, "1", 1000));
        Job upload = world.jobs("terse").getFirst();

        dispatch(Samples.removed(key, "2", 2000));

        assertThat(world.row("acme", "terse#gone").orElseThrow().status())
                .contains(Row.Status.DELETED);
        assertThat(
                        world.finalRows("terse")
                                .completed(
                                        upload,
                                        new Completion(
                                                new ResultPlace.Whole("r"), "", Map.of(), Map.of()),
                                        1))
                .as("the worker comes late")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/uploaded/scan-1_original.jpg", // its pipeline forgets nothing
                "acme/index/Breaks-The-Rule.jpg",
                "acme/index/video.mov",
                "acme/index-result/a_result.json",
                "acme/index/",
                "acme/elsewhere.txt"
            })
    void rule4_anyOtherRemovalIsCountedAndDropped(String key) throws Exception {
        long before = counted("removed");

        assertThat(dispatch(Samples.removed(key, "9", 9000))).isEqualTo(new Fate.Removed(key));
        assertThat(counted("removed")).isEqualTo(before + 1);
        assertThat(world.jobs("scans")).isEmpty();
        assertThat(world.jobs("index")).isEmpty();
    }

    /** Two buckets' keys would share rows, and their sequencers do not compare. */
    @Test
    void rule4_aRemovalInAnotherBucketTouchesNoRow() {
        String key = "acme/index/elsewhere.jpg";
        dispatch(Samples.event(key, "1", 1000));
        Removed here = Samples.removed(key, "2", 2000);

        assertThat(
                        dispatch(
                                new Removed(
                                        new ObjectName("another", key, Optional.empty()),
                                        here.generation())))
                .isEqualTo(new Fate.Removed(key));
        assertThat(world.row("acme", "index#elsewhere").orElseThrow().status())
                .contains(Row.Status.PENDING);
    }
}
