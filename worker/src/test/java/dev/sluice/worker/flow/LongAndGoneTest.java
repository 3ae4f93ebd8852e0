package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A task that says how far it is, and one that forgets. */
class LongAndGoneTest extends OneLane {
    private final List<String> forgotten = new ArrayList<>();
    private int failures;

    private final class Slow implements Task<Picture> {
        @Override
        public Reader<Picture> reader() {
            return new Pictures(new PictureLimits(40_000_000, 12));
        }

        @Override
        public Finding run(Picture picture, Context job) throws Exception {
            for (int second = 0; second < 25; second++) {
                job.progress().report(Map.of("second", second));
                ticker.advance(Duration.ofSeconds(1));
            }
            return new Finding.Found(new Result("done", Map.of(), Map.of()));
        }

        @Override
        public void forget(Context job) {
            if (failures-- > 0) {
                throw new IllegalStateException("the index is locked");
            }
            forgotten.add(job.ids().get("imageID"));
        }
    }

    private void see(Job job, int receiveCount) throws Exception {
        permits.takeUpTo(1);
        batcher.expect(1);
        try (Hold hold =
                intake.hold(
                        FakeSqs.message(1, receiveCount, JobCodec.write(job)), ticker.nanos())) {
            flow(new Slow(), settler())
                    .see(
                            new Upload(job, Jobs.IDS),
                            new Delivery(hold, Duration.ZERO, false, new Isolation()));
        }
        finish();
    }

    @Test
    void progressIsWrittenAtMostEveryTenSeconds() throws Exception {
        see(Jobs.job(), 1);

        assertThat(calls.starting("row"))
                .containsExactly(
                        "row processing", "row processing", "row processing", "row completed");
    }

    @Test
    void rule04_workThatNobodyWaitsForEnds() throws Exception {
        dynamodb.settled = true;
        see(Jobs.job(), 1);

        assertThat(calls.starting("row")).containsExactly("row processing");
        assertThat(calls.starting("put")).isEmpty();
        assertThat(calls.starting("delete")).hasSize(1);
        assertThat(tally.of(Event.SUPERSEDED)).isOne();
    }

    @Test
    void rule04_aRemovedObjectIsForgottenWithoutLookingForIt() throws Exception {
        s3.uploads.clear();
        see(Jobs.removed(), 1);

        assertThat(forgotten).containsExactly("tom");
        assertThat(calls.all()).containsExactly("read row", "delete r1");
        assertThat(tally.of(Event.FORGOTTEN)).isOne();
    }

    @Test
    void rule04_whatCannotBeForgottenComesBack() throws Exception {
        failures = 1;
        see(Jobs.removed(), 9);

        assertThat(forgotten).isEmpty();
        assertThat(calls.starting("row")).isEmpty();
        assertThat(calls.starting("delete")).isEmpty();
        assertThat(tally.of(Event.RETRIED)).isOne();

        see(Jobs.removed(), 9);
        assertThat(forgotten).containsExactly("tom");
    }

    @Test
    void rule04_aRemovalThatComesLateForgetsNothingNewer() throws Exception {
        dynamodb.row.putAll(
                Map.of(
                        "processingStatus", AttributeValue.fromS("completed"),
                        "s3Key", AttributeValue.fromS(Jobs.KEY),
                        "generation",
                                AttributeValue.fromS(
                                        Generation.of(Optional.of("AD"), Instant.ofEpochMilli(11))
                                                .value())));
        see(Jobs.removed(), 1);

        assertThat(forgotten).isEmpty();
        assertThat(tally.of(Event.SUPERSEDED)).isOne();
    }
}
