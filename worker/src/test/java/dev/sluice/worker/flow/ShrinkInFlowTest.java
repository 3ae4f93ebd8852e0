package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.Matte;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.input.picture.Pictures;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.task.Context;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.OptionalInt;

/** What a task says it needs decides how a picture of 448×288 px is decoded. */
class ShrinkInFlowTest extends OneLane {
    private final class Looking implements Task<Picture> {
        private final OptionalInt side;
        private int columns;
        private long held;

        Looking(OptionalInt side) {
            this.side = side;
        }

        @Override
        public Reader<Picture> reader() {
            return new Pictures(new PictureLimits(40_000_000, 12), side, Matte.WHITE, 0);
        }

        @Override
        public Finding run(Picture picture, Context job) {
            columns = picture.pixels().cols();
            held = memory.used();
            return new Finding.Refused(new FailureReason("seen", "It was looked at."));
        }
    }

    private Looking look(OptionalInt side) throws Exception {
        Looking task = new Looking(side);
        permits.takeUpTo(1);
        batcher.expect(1);
        try (Hold hold = intake.hold(first(), ticker.nanos())) {
            flow(task, settler())
                    .see(
                            new Upload(Jobs.job(), Jobs.IDS),
                            new Delivery(hold, Duration.ZERO, false, new Isolation()));
        }
        return task;
    }

    @Test
    void ruleSeventeenASmallerPictureTakesLessMemory() throws Exception {
        Looking all = look(OptionalInt.empty());
        Looking some = look(OptionalInt.of(72));

        assertThat(all.columns).isEqualTo(448);
        assertThat(some.columns).isEqualTo(112);
        assertThat(all.held).isBetween(448 * 288 * 12L, 448 * 288 * 12L + 4096);
        assertThat(some.held).isBetween(112 * 72 * 12L, 112 * 72 * 12L + 4096);
    }
}
