package dev.sluice.worker.flow;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.StageRows;
import dev.sluice.shared.job.rows.StageRows.Begun;
import dev.sluice.shared.job.rows.StageRows.Claim;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages.Stage;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.Calls;
import dev.sluice.worker.task.FileTask;

/**
 * One stage of a long job: take it by the row, fetch files, run the task, store its files, and hand
 * over to the next stage: row first, message second (RULES 24). The last stage has a result
 * instead, which is settled as any other's.
 */
final class StageWork implements Work {
    private final Parts parts;

    /**
     * What all attempts share.
     *
     * @param lane of the stage
     */
    record Parts(Pipeline lane, FileTask task, JobTable table, World world, NextStage next) {
        Stage stage() {
            return lane.stages().stage().orElseThrow();
        }

        StageRows rows() {
            return new StageRows(table, lane);
        }

        /** Whoever made the task has noted what is wrong with it. */
        Disk disk() {
            return Disk.of(lane, new Problems());
        }

        StandingRow standing() {
            return new StandingRow(lane.stages(), next);
        }
    }

    StageWork(Pipeline lane, FileTask task, JobTable table, World world) {
        this.parts = new Parts(lane, task, table, world, new NextStage(world));
    }

    @Override
    public Outcome on(Upload upload, Delivery delivery, Means means) throws Exception {
        Job job = upload.job();
        Lease lease = delivery.lease();
        Claim claim = new Claim(lease.message().messageID(), lease.message().receiveCount());
        Begun begun;
        try (Calls _ = lease.calls()) {
            begun = parts.rows().begin(job, claim, StageWatch.SILENCE);
        }
        return switch (begun) {
            case Begun.Others() ->
                    new Outcome.Retry(
                            StageWatch.SILENCE, "another worker is at " + parts.stage().name());
            case Begun.Nothing(Row row) -> parts.standing().outcome(job, row, lease);
            case Begun.Ours(Row row) ->
                    new StageAttempt(parts, upload, delivery, claim, row).run(means);
        };
    }
}
