package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Parts;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.DispatchRows.Dispatch;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.PartRows;
import dev.sluice.shared.job.rows.PartRows.Settled;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** An upload in parts, its conditions evaluated by DynamoDB Local. */
class PartRowsTest {
    private final OneRow rows = new OneRow();
    private final Job face = rows.part("face", "face.jpg", "0A", OneRow.NOW);
    private final Job voice = rows.part("voice", "voice.wav", "01", OneRow.NOW.minusMillis(5));

    /** Names the answered parts, in the order of the alphabet, and adds what they say. */
    private static Completion joined(Parts parts) {
        List<Parts.Part> answered =
                parts.byName().values().stream().filter(Parts.Part::answered).toList();
        int sum =
                answered.stream()
                        .mapToInt(
                                part -> ((Number) part.answer().orElseThrow().get("n")).intValue())
                        .sum();
        return new Completion(
                new ResultPlace.Whole("joint"),
                answered.size() + " parts: " + sum,
                Map.of("sum", sum),
                Map.of());
    }

    private Optional<Settled> completed(Job job, int n) {
        return rows.parts.completed(job, Map.of("n", n), PartRowsTest::joined);
    }

    private Optional<Settled> failed(Job job) {
        return rows.parts.failed(job, OneRow.REASON, PartRowsTest::joined);
    }

    @Test
    void rule4_noPartResetsOrSupersedesAnother() {
        assertThat(rows.parts.pending(face)).isEqualTo(Dispatch.NEW);
        completed(face, 1);

        assertThat(rows.parts.pending(voice)).as("an older event").isEqualTo(Dispatch.NEW);

        assertThat(rows.read().status()).contains(Row.Status.COMPLETED);
        assertThat(rows.read().headline()).contains("1 parts: 1");
        assertThat(rows.read().parts().byName()).containsOnlyKeys("face", "voice");
        assertThat(rows.read().newerThan(voice)).isFalse();
        assertThat(rows.read().completes(face)).isTrue();
        assertThat(rows.read().completes(voice)).isFalse();
        completed(voice, 2);
        assertThat(rows.read().headline()).contains("2 parts: 3");
    }

    @Test
    void rule4_eachPartKeepsItsGenerationAndEventTime() {
        rows.parts.pending(face);
        rows.parts.pending(voice);

        Map<String, AttributeValue> stored = rows.read().map("parts");
        assertThat(stored.get("face").m().get("generation").s())
                .isEqualTo(face.generation().value());
        assertThat(stored.get("voice").m().get("eventTime").n())
                .isEqualTo(Long.toString(voice.eventTime().toEpochMilli()));
    }

    @Test
    void rule4_aPartIsNewOnceThenAgainWhileItWaitsThenNothing() {
        assertThat(rows.parts.pending(face)).isEqualTo(Dispatch.NEW);
        assertThat(rows.parts.pending(face)).isEqualTo(Dispatch.AGAIN);
        failed(face);
        assertThat(rows.parts.pending(face)).isEqualTo(Dispatch.NOTHING);
    }

    @Test
    void rule4_aNewerUploadOfAPartReplacesItsAnswerAndAnOlderNever() {
        Job again = rows.part("face", "face.jpg", "0B", OneRow.NOW.plusMillis(9));
        rows.parts.pending(face);
        rows.parts.pending(voice);
        completed(face, 1);
        completed(voice, 2);

        assertThat(rows.parts.pending(again)).isEqualTo(Dispatch.NEW);
        assertThat(rows.parts.pending(face)).isEqualTo(Dispatch.NOTHING);
        assertThat(completed(face, 100)).as("came late").isEmpty();
        assertThat(failed(face)).isEmpty();
        assertThat(rows.read().newerThan(face)).isTrue();
        assertThat(rows.read().status()).as("voice stands").contains(Row.Status.COMPLETED);
        completed(again, 5);
        assertThat(rows.read().headline()).contains("2 parts: 7");
    }

    @Test
    void rule4_twoFilesOfOnePartAreOrderedByEventTimeNotBySequencer() {
        Job mp3 = rows.part("voice", "voice.mp3", "00", voice.eventTime().plusMillis(1));
        rows.parts.pending(voice);

        assertThat(rows.parts.pending(mp3)).isEqualTo(Dispatch.NEW);
        assertThat(rows.parts.pending(voice)).isEqualTo(Dispatch.NOTHING);
        assertThat(completed(voice, 1)).isEmpty();
    }

    @Test
    void rule4_theRowIsCompletedByOneAnswerAndFailedOnlyWhenEveryPartHas() {
        rows.parts.pending(face);
        rows.parts.pending(voice);

        failed(face);
        assertThat(rows.read().status()).contains(Row.Status.PENDING);
        assertThat(rows.read().text("failureReason")).isEmpty();
        assertThat(rows.read().parts().byName().get("face").failureReason())
                .contains(OneRow.REASON.toString());

        failed(voice);
        assertThat(rows.read().status()).contains(Row.Status.FAILED);
        assertThat(rows.read().text("failureReason")).contains(OneRow.REASON.toString());
        assertThat(rows.read().text("failedShard")).isPresent();

        completed(voice, 4); // a repeat succeeded
        assertThat(rows.read().status()).contains(Row.Status.COMPLETED);
        assertThat(rows.read().text("failureReason")).isEmpty();
        assertThat(rows.read().text("failedShard")).as("left the index").isEmpty();
        assertThat(failed(voice).orElseThrow().first()).as("never the other way").isFalse();
        assertThat(rows.read().headline()).contains("1 parts: 4");
    }

    @Test
    void rule4_aNewUploadOfTheOnlyAnsweredPartLeavesNothingFound() {
        rows.parts.pending(face);
        completed(face, 1);

        rows.parts.pending(rows.part("face", "face.jpg", "0B", OneRow.NOW.plusMillis(9)));

        assertThat(rows.read().status()).contains(Row.Status.PENDING);
        assertThat(rows.read().item()).doesNotContainKeys("headline", "metadata", "resultKey");
    }

    @Test
    void rule4_everyWriteHasANumberThatOrdersTheJointDocuments() {
        rows.parts.pending(face);
        rows.parts.pending(voice);
        Parts first = completed(face, 1).orElseThrow().parts();
        Parts second = completed(voice, 2).orElseThrow().parts();

        assertThat(first.updates()).isEqualTo(OneRow.NOW.toEpochMilli() + 2);
        assertThat(second.updates()).isEqualTo(OneRow.NOW.toEpochMilli() + 3);
        assertThat(second.generation()).isGreaterThan(first.generation());
        assertThat(first.byName().get("face").answer().orElseThrow())
                .containsEntry("n", new BigDecimal(1));
    }

    /** The joint document that stands in S3 is the expired row's. */
    @Test
    void rule4_aRowThatBeginsAnewAfterItExpiredOrdersItsDocumentsAboveTheOldOnes() {
        rows.parts.pending(face);
        Generation old = completed(face, 1).orElseThrow().parts().generation();
        rows.expires();
        InstantSource later = InstantSource.fixed(OneRow.NOW.plus(OneRow.ALL.retention()));
        PartRows anew =
                new PartRows(
                        new JobTable(rows.clients.dynamodb(), "CustomerImages", later), OneRow.ALL);

        anew.pending(voice);

        assertThat(rows.read().parts().generation()).isGreaterThan(old);
        Settled settled = anew.completed(voice, Map.of("n", 2), PartRowsTest::joined).orElseThrow();
        assertThat(settled.parts().generation()).isGreaterThan(old);
    }

    /** It may have died between its row and the joint document. */
    @Test
    void rule5_aRepeatGetsThePartsAsTheyStand() {
        rows.parts.pending(face);
        Settled first = completed(face, 1).orElseThrow();
        Settled again = completed(face, 1).orElseThrow();

        assertThat(first.first()).isTrue();
        assertThat(again).isEqualTo(new Settled(false, first.parts()));
    }

    @Test
    void rule4_aPartWhoseRowIsGoneIsNotBroughtBack() {
        assertThat(completed(face, 1)).isEmpty();
        assertThat(failed(face)).isEmpty();
        assertThat(rows.readIfThere()).isEmpty();
    }

    @Test
    void rule4_whatApplicationsKeepInTheRowStays() {
        rows.applicationSets("title", "My day");
        rows.parts.pending(face);
        completed(face, 1);

        assertThat(rows.read().text("title")).contains("My day");
    }

    /**
     * Twelve parts come and are answered at the same time; each write sees all that were before.
     */
    @Test
    void rule4_ofManyPartsAtOnceNoneIsLostAndEveryWriteIsCounted() throws Exception {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            jobs.add(rows.part("p" + i, "p" + i + ".jpg", "0A", OneRow.NOW));
        }
        Collections.shuffle(jobs, new Random(3));
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            threads.invokeAll(
                    jobs.stream()
                            .<Callable<Dispatch>>map(job -> () -> rows.parts.pending(job))
                            .toList());
            List<Callable<Optional<Settled>>> answers = new ArrayList<>();
            jobs.forEach(job -> answers.add(() -> completed(job, 1)));
            jobs.forEach(job -> answers.add(() -> completed(job, 1))); // delivered twice
            List<Settled> settled =
                    threads.invokeAll(answers).stream()
                            .map(Future::resultNow)
                            .map(Optional::orElseThrow)
                            .toList();

            assertThat(settled.stream().filter(Settled::first)).hasSize(12);
            assertThat(
                            new TreeSet<>(
                                    settled.stream()
                                            .filter(Settled::first)
                                            .map(each -> each.parts().updates())
                                            .toList()))
                    .as("each write has a number of its own")
                    .hasSize(12);
        }
        long number = OneRow.NOW.toEpochMilli() + 23;
        assertThat(rows.read().parts().updates()).as("24 writes").isEqualTo(number);
        assertThat(rows.read().headline()).contains("12 parts: 12");
        assertThat(rows.read().parts().generation()).isEqualTo(Generation.numbered(number));
    }

    /** Of a session as an app would name it, its three parts and what was found of all. */
    @Test
    void rule4_aRowOfThreePartsStaysUnderOneKilobyte() {
        ApiMeter meter = new ApiMeter();
        OneRow counted = OneRow.counted(meter);
        Map<String, Object> answer =
                Map.of("valence", 0.1234, "arousal", 0.1234, "confidence", 0.1234, "n", 1);
        int writes = 0;
        for (String name : List.of("face", "voice", "text")) {
            Job job = counted.part(name, name + ".jpeg", "A".repeat(18), OneRow.NOW);
            counted.parts.pending(job);
            counted.parts.completed(job, answer, PartRowsTest::joined);
            writes += 2;
        }
        assertThat(meter.usage().units().get(ApiMeter.WRITE_UNITS))
                .as("started KB of the writes that were made")
                .isEqualTo(writes);
    }
}
