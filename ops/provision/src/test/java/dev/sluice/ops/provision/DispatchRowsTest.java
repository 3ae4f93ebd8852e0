package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.DispatchRows.Dispatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the dispatcher writes, its conditions evaluated by DynamoDB Local. */
class DispatchRowsTest {
    private final OneRow rows = new OneRow();

    private Dispatch pending(Job job) {
        return rows.dispatch.pending(job, OneRow.ALL);
    }

    private Dispatch rejected(Job job) {
        return rows.dispatch.rejected(job, OneRow.REASON, OneRow.ALL);
    }

    private Dispatch deleted(Job job) {
        return rows.dispatch.deleted(job, OneRow.ALL);
    }

    private Job removed(String sequencer, long millis) {
        return rows.removed(
                "acme/a.jpg", Optional.empty(), sequencer, OneRow.NOW.plusMillis(millis));
    }

    @Test
    void rule4_whatApplicationsKeepInARowOutlivesEveryWriteOfOurs() {
        rows.applicationSets("title", "My cat"); // before there is any upload
        Job job = rows.old;
        List<Runnable> writes =
                List.of(
                        () -> pending(job),
                        () -> rows.progress.processing(job, Map.of("percent", 7), 1),
                        () -> rows.last.failed(job, OneRow.REASON, 1),
                        () -> rows.last.completed(job, OneRow.COMPLETION, 2),
                        () -> pending(rows.newer),
                        () -> rejected(later("0C", 2)),
                        () -> rows.only.completed(later("0D", 3), OneRow.COMPLETION, 1),
                        () -> rows.only.failed(later("0E", 4), OneRow.REASON, 1),
                        () -> deleted(removed("0F", 5)));
        for (Runnable write : writes) {
            Map<String, AttributeValue> before = Map.copyOf(rows.read().item());
            write.run();
            assertThat(rows.read().item()).as("was written").isNotEqualTo(before);
            assertThat(rows.read().text("title")).contains("My cat");
        }
    }

    private Job later(String sequencer, long millis) {
        return rows.job("acme/a.jpg", sequencer, OneRow.NOW.plusMillis(millis));
    }

    @Test
    void rule4_nothingOfOursStaysOfAnEarlierUpload() {
        pending(rows.old);
        rows.last.failed(rows.old, OneRow.REASON, 1);
        rows.last.completed(rows.old, OneRow.COMPLETION, 2);

        pending(rows.newer);

        assertThat(rows.read().item().keySet())
                .containsExactlyInAnyOrder(
                        "customerID",
                        "imageID",
                        "type",
                        "pipeline",
                        "modelVersion",
                        "s3Key",
                        "eTag",
                        "imageSize",
                        "generation",
                        "eventTime",
                        "processingStatus",
                        "attempt",
                        "createdAt",
                        "updatedAt",
                        "expiresAt");
    }

    @Test
    void rule4_ofARemovedObjectARowSaysThatItIsGoneAndWhichOneNothingElse() {
        pending(rows.old);
        rows.last.completed(rows.old, OneRow.COMPLETION, 2);

        assertThat(deleted(removed("0B", 1))).isEqualTo(Dispatch.NEW);

        assertThat(rows.read().status()).contains(Row.Status.DELETED);
        assertThat(rows.read().settled()).isTrue();
        assertThat(rows.read().item().keySet())
                .containsExactlyInAnyOrder(
                        "customerID",
                        "imageID",
                        "type",
                        "pipeline",
                        "s3Key",
                        "generation",
                        "eventTime",
                        "processingStatus",
                        "attempt",
                        "createdAt",
                        "updatedAt",
                        "expiresAt");
        assertThat(rows.read().number("expiresAt"))
                .contains(OneRow.NOW.plus(OneRow.ALL.retention()).getEpochSecond());
    }

    @Test
    void rule4_anUploadIsNewOnceThenAgainWhileItIsPendingThenNothing() {
        assertThat(pending(rows.old)).isEqualTo(Dispatch.NEW);
        assertThat(pending(rows.old)).isEqualTo(Dispatch.AGAIN);
        assertThat(rows.last.completed(rows.old, OneRow.COMPLETION, 1)).isTrue();
        assertThat(pending(rows.old)).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.read().status()).contains(Row.Status.COMPLETED);
    }

    @Test
    void rule4_aNewerUploadReplacesTheRowAndAnOlderEventNever() {
        pending(rows.old);
        rows.last.completed(rows.old, OneRow.COMPLETION, 1);

        assertThat(pending(rows.newer)).isEqualTo(Dispatch.NEW);
        assertThat(pending(rows.old)).isEqualTo(Dispatch.NOTHING);

        assertThat(rows.read().generation()).contains(rows.newer.generation());
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
        assertThat(rows.read().text("resultKey")).isEmpty();
        assertThat(rows.read().number("expiresAt"))
                .contains(OneRow.NOW.plus(OneRow.ALL.retention()).getEpochSecond());
    }

    @Test
    void rule4_twoKeysThatReachOneRowAreOrderedByEventTimeNotBySequencer() {
        Job png =
                rows.job("acme/a.png", "01", OneRow.NOW.plusMillis(5)); // a smaller one, but later
        pending(rows.old);

        assertThat(pending(png)).isEqualTo(Dispatch.NEW);
        assertThat(pending(rows.newer)).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.read().text("s3Key")).contains("acme/a.png");
    }

    @Test
    void rule4_aRemovalIsNewOnceThenAgain() {
        pending(rows.old);
        assertThat(deleted(removed("0B", 1))).isEqualTo(Dispatch.NEW);
        assertThat(deleted(removed("0B", 1))).isEqualTo(Dispatch.AGAIN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rule4_aLateUploadDoesNotBringBackWhatIsGone(boolean rowBefore) {
        if (rowBefore) {
            pending(rows.old);
        }
        deleted(removed("0B", 1));

        assertThat(pending(rows.old)).isEqualTo(Dispatch.NOTHING);
        assertThat(rejected(rows.old)).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.last.completed(rows.old, OneRow.COMPLETION, 1)).isFalse();
        assertThat(rows.last.failed(rows.old, OneRow.REASON, 1)).isFalse();
        assertThat(rows.only.completed(rows.old, OneRow.COMPLETION, 1)).isFalse();
        assertThat(rows.only.failed(rows.old, OneRow.REASON, 1)).isFalse();
        assertThat(rows.progress.processing(rows.old, Map.of(), 1)).isFalse();
        assertThat(rows.read().status()).contains(Row.Status.DELETED);
        assertThat(rows.read().newerThan(rows.old)).isTrue();
        assertThat(pending(later("0C", 2))).as("uploaded again").isEqualTo(Dispatch.NEW);
    }

    @Test
    void rule4_aRemovalThatComesLateLeavesTheNewerUploadAlone() {
        pending(later("0C", 2));

        assertThat(deleted(removed("0B", 1))).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
    }

    /** Of a.jpg and a.png, which reach one row, the one that is told of stands. */
    @Test
    void rule4_theRemovalOfAnotherKeyLeavesTheRowAlone() {
        pending(rows.old);

        Job png = rows.removed("acme/a.png", Optional.empty(), "0F", OneRow.NOW.plusMillis(9));
        assertThat(deleted(png)).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
    }

    /** Puts a.jpg, replaces it by a.png, removes a.jpg; S3 tells in any order. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void rule4_aKeyThatIsGoneGivesWayToAnotherInWhateverOrderTheyCome(
            boolean removalFirst, boolean allRows) {
        Job png = rows.job("acme/a.png", "01", OneRow.NOW.plusMillis(3));
        Job jpgGone = removed("0F", 5);
        if (allRows) {
            pending(rows.old);
        }
        if (removalFirst) {
            assertThat(deleted(jpgGone)).isEqualTo(Dispatch.NEW);
            assertThat(rows.read().newerThan(png)).isFalse();
        }

        if (allRows) {
            assertThat(pending(png)).isEqualTo(Dispatch.NEW);
            assertThat(rows.last.completed(png, OneRow.COMPLETION, 1)).isTrue();
        } else {
            assertThat(rows.only.failed(png, OneRow.REASON, 1)).isTrue();
            assertThat(rows.only.completed(png, OneRow.COMPLETION, 2)).isTrue();
        }

        assertThat(deleted(jpgGone)).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.read().text("s3Key")).contains("acme/a.png");
        assertThat(rows.read().status()).contains(Row.Status.COMPLETED);
    }

    @Test
    void rule4_aRefusalStandsOverAnotherKeyThatIsGoneAndNotOverItsOwn() {
        deleted(removed("0F", 5));

        assertThat(rejected(rows.old)).isEqualTo(Dispatch.NOTHING);
        Job heic = rows.job("acme/a.heic", "01", OneRow.NOW.plusMillis(3));
        assertThat(rejected(heic)).isEqualTo(Dispatch.NEW);
        assertThat(rows.read().status()).contains(Row.Status.FAILED);
        assertThat(rows.read().text("s3Key")).contains("acme/a.heic");
    }

    @Test
    void rule4_aRefusalOrARemovalLeavesARowOfPartsAlone() {
        Optional<String> version = Optional.of("v1");
        Job heic = rows.job("acme/a/face.heic", version, "0A", OneRow.NOW);
        assertThat(rejected(heic)).as("before any part came").isEqualTo(Dispatch.NEW);
        Job face = rows.part("face", "face.jpg", "0A", OneRow.NOW);
        rows.parts.pending(face);
        rows.parts.completed(face, Map.of("n", 1), _ -> OneRow.COMPLETION);
        Map<String, AttributeValue> before = rows.read().item();

        Instant later = OneRow.NOW.plusMillis(9);
        for (String key : List.of("acme/a/face.jpg", heic.key())) {
            assertThat(rejected(rows.job(key, version, "0F", later))).isEqualTo(Dispatch.NOTHING);
            for (Optional<String> of : List.of(version, Optional.<String>empty())) {
                assertThat(deleted(rows.removed(key, of, "0F", later))).isEqualTo(Dispatch.NOTHING);
            }
        }
        assertThat(rows.read().item()).isEqualTo(before);
    }

    /** Old versions end by lifecycle rules, long after a newer upload. */
    @Test
    void rule4_theEndOfAVersionIsTheUploadsOnlyIfItsRowTellsOfThatVersion() {
        Optional<String> first = Optional.of("v1");
        Optional<String> second = Optional.of("v2");
        pending(rows.job("acme/a.jpg", second, "0A", OneRow.NOW));

        assertThat(deleted(rows.removed("acme/a.jpg", first, "0B", OneRow.NOW.plusMillis(1))))
                .isEqualTo(Dispatch.NOTHING);
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
        assertThat(deleted(rows.removed("acme/a.jpg", second, "0C", OneRow.NOW.plusMillis(2))))
                .isEqualTo(Dispatch.NEW);
        assertThat(rows.read().status()).contains(Row.Status.DELETED);
    }

    @Test
    void rule4_theEndOfAVersionMakesNoRow() {
        Job gone = rows.removed("acme/a.jpg", Optional.of("v1"), "0B", OneRow.NOW);

        assertThat(deleted(gone)).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.readIfThere()).isEmpty();
    }

    @Test
    void rule4_ofManyEventsAtOnceTheNewestStandsWhateverItIs() throws Exception {
        for (boolean endsRemoved : List.of(true, false)) {
            OneRow raced = new OneRow();
            List<Callable<Dispatch>> events = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                String sequencer = "%02X".formatted(i);
                boolean removal = i % 2 == (endsRemoved ? 0 : 1);
                Job job =
                        removal
                                ? raced.removed(
                                        "acme/a.jpg", Optional.empty(), sequencer, OneRow.NOW)
                                : raced.job("acme/a.jpg", sequencer, OneRow.NOW);
                events.add(
                        () ->
                                removal
                                        ? raced.dispatch.deleted(job, OneRow.ALL)
                                        : raced.dispatch.pending(job, OneRow.ALL));
            }
            Collections.shuffle(events, new Random(7));
            try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
                threads.invokeAll(events);
            }
            assertThat(raced.read().generation().orElseThrow().value()).startsWith("1E");
            assertThat(raced.read().status())
                    .contains(endsRemoved ? Row.Status.DELETED : Row.Status.PENDING);
        }
    }

    @Test
    void rule21_anInvalidIdsRowNeverTouchesAnotherKeysRow() {
        Job lookalike = rows.job("acme/other.jpg", "0F", OneRow.NOW.plusMillis(99));
        pending(rows.old);

        assertThat(rejected(lookalike)).isEqualTo(Dispatch.NOTHING);
        assertThat(rows.read().text("s3Key")).contains("acme/a.jpg");
        assertThat(rejected(rows.newer)).isEqualTo(Dispatch.NEW);
        assertThat(rows.read().status()).contains(Row.Status.FAILED);
    }

    @Test
    void rule21_aRefusedUploadsRowGivesWayToAnotherKeysWhateverTheirTimes() {
        Job heic = rows.job("acme/a.heic", "0F", OneRow.NOW.plusMillis(99));
        assertThat(rejected(heic)).isEqualTo(Dispatch.NEW);
        assertThat(rows.read().newerThan(rows.old)).isFalse();

        assertThat(pending(rows.old)).isEqualTo(Dispatch.NEW);
        assertThat(rows.read().text("failureReason")).isEmpty();
        assertThat(rows.read().text("failedShard")).as("left the index").isEmpty();

        rows.last.failed(rows.old, OneRow.REASON, 1); // a worker's failure stands
        Job earlier = rows.job("acme/a.png", "0F", OneRow.NOW.minusMillis(1));
        assertThat(pending(earlier)).isEqualTo(Dispatch.NOTHING);
    }

    @Test
    void rule21_aRefusedUploadsRowGivesWayWhereNoRowsArePending() {
        rejected(rows.job("acme/a.heic", "0F", OneRow.NOW.plusMillis(99)));

        assertThat(rows.only.completed(rows.old, OneRow.COMPLETION, 1)).isTrue();
        assertThat(rows.read().status()).contains(Row.Status.COMPLETED);
    }
}
