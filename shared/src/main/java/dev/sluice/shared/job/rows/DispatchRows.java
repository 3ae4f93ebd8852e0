package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.JobTable.Written;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

import java.util.Optional;

/** What the dispatcher writes: the first that a row tells of an upload, or of its end. */
public final class DispatchRows {
    private final JobTable table;

    public DispatchRows(JobTable table) {
        this.table = table;
    }

    /** What a write says about the job's message. */
    public enum Dispatch {
        /** The event is new: send the job. */
        NEW,
        /**
         * The row said all this, and nothing more yet: the message, or the notification of an
         * upload that is refused, may never have been sent.
         */
        AGAIN,
        /**
         * The row tells of something newer, or this event's job is in work or settled: send
         * nothing.
         */
        NOTHING
    }

    /** An upload, or a part of one, is to be worked on. Written before the message is sent. */
    public Dispatch pending(Job job, Pipeline pipeline) {
        if (job.part().isPresent()) {
            return new PartRows(table, pipeline).pending(job);
        }
        RowUpdate update = update(Row.Status.PENDING);
        job.stage().ifPresent(stage -> StageRows.waits(update, job, stage, table.clock().millis()));
        return write(update, job, pipeline, Conditions.NEWER);
    }

    /**
     * An upload is refused by what its event says: it fails without ever becoming a job. Another
     * key's row is left alone, unless that one is gone; so is a row of parts.
     */
    public Dispatch rejected(Job job, FailureReason reason, Pipeline pipeline) {
        RowUpdate update = update(Row.Status.FAILED);
        update.set("failureReason", text(reason.toString()));
        update.set("failedShard", Attributes.shard(job));
        return write(update, job, pipeline, Conditions.REFUSES);
    }

    /**
     * An object is gone. Written before the message is sent, so that whoever finds something by the
     * row's generation no longer does. The row stays until it expires: an event of the upload that
     * comes late finds it, and is older. Another key's row is left alone: that one's object stands.
     * So is a row of parts.
     */
    public Dispatch deleted(Job job, Pipeline pipeline) {
        return write(
                update(Row.Status.DELETED),
                job,
                pipeline,
                job.versionId().isPresent() ? Conditions.THIS_VERSION : Conditions.REMOVES);
    }

    private RowUpdate update(Row.Status status) {
        RowUpdate update = new RowUpdate(table.clock(), status);
        update.set("createdAt", number(table.clock().millis()));
        update.set("attempt", number(0));
        return update;
    }

    private Dispatch write(RowUpdate update, Job job, Pipeline pipeline, String condition) {
        update.describe(job, pipeline);
        Written written = table.write(update, condition, job, ReturnValue.NONE);
        if (written.done()) {
            return Dispatch.NEW;
        }
        return written.row().generation().equals(Optional.of(job.generation()))
                        && written.row().status().equals(Optional.of(update.status()))
                ? Dispatch.AGAIN
                : Dispatch.NOTHING;
    }
}
