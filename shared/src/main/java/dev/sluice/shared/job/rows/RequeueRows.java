package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

/**
 * What is written before a job is sent once more (RULES 6, 7). Each write holds only if the row is
 * as it was read, so of two that read it at the same time one sends the job.
 */
public final class RequeueRows {
    private final JobTable table;

    public RequeueRows(JobTable table) {
        this.table = table;
    }

    /**
     * A row has waited so long that its message is probably lost: it waits from now on.
     *
     * @param updatedAt of the row as it was read
     * @return false if it was written or settled meanwhile: send nothing
     */
    public boolean renewed(Job job, long updatedAt) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.PENDING);
        update.remove("progress", "stageClaim");
        update.compare(":updatedAt", number(updatedAt));
        return table.write(update, Conditions.STILL_UNSETTLED, job);
    }

    /**
     * A failed upload is to be worked on once more. The row stays in the index {@code failed} until
     * {@link #sent}: whoever is cut off between the two finds it there when he begins again.
     *
     * @param was the generation that failed
     * @return false if the row is not this failure's any more: send nothing
     */
    public boolean begunAnew(Job job, Generation was, Pipeline pipeline) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.PENDING);
        update.set("generation", text(job.generation().value()));
        update.set("modelVersion", text(job.modelVersion()));
        update.set("attempt", number(0));
        update.set("expiresAt", Attributes.expiry(table.clock(), pipeline.retention()));
        job.stage().ifPresent(stage -> StageRows.waits(update, job, stage, table.clock().millis()));
        update.compare(":was", text(was.value()));
        return table.write(update, Conditions.STILL_FAILED, job);
    }

    /** The job of a row that was begun anew is in its queue: it is no failure any more. */
    public void sent(Job job) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.PENDING);
        update.remove("failedShard", "failureReason");
        table.write(update, Conditions.BEGUN_ANEW, job);
    }
}
