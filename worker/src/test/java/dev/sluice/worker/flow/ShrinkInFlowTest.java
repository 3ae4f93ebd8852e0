package dev.sluice.worker.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.JobTable;
import dev.sluice.worker.fake.Jobs;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.model.JobModel;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.Outcome;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.Upload;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalInt;

/** What a task says it needs decides how a picture of 448×288 px is decoded. */
class ShrinkInFlowTest extends OneLane {
    private final class Looking implements Task {
        private final OptionalInt side;
        private int columns;
        private long held;

        Looking(OptionalInt side) {
            this.side = side;
        }

        @Override
        public OptionalInt sideNeeded() {
            return side;
        }

        @Override
        public Map<String, Tensor> warmUp() {
            return Map.of();
        }

        @Override
        public Outcome run(Upload upload, Model model) {
            columns = upload.picture().cols();
            held = memory.used();
            return new Outcome.Superseded("seen enough");
        }
    }

    private Looking look(OptionalInt side) throws Exception {
        Looking task = new Looking(side);
        JobTable table = new JobTable(dynamodb, "Rows", InstantSource.fixed(Instant.EPOCH));
        JobFlow flow =
                new JobFlow(
                        pipeline,
                        task,
                        new ObjectStore(s3),
                        table,
                        new JobFlow.Machine(cpu, downloads, memory, ticker));
        Lease lease = leases.hold(first(), ticker.nanos());
        batcher.expect(1);
        try (JobModel model = batcher.forJob(false)) {
            flow.work(Jobs.job(), lease, model, Duration.ZERO, false);
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
