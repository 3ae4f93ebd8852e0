package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.document;
import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.Optional;

/**
 * What ends the work on an upload, as one pipeline writes it: over the dispatcher's row, or, for
 * {@code rows: completed-only}, as the only one.
 */
public final class FinalRows {
    private final JobTable table;
    private final Pipeline pipeline;

    public FinalRows(JobTable table, Pipeline pipeline) {
        this.table = table;
        this.pipeline = pipeline;
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    /** Whether the row tells of a newer upload than the job's. */
    public boolean newerThan(Job job) {
        return table.read(job).filter(row -> row.newerThan(job)).isPresent();
    }

    /** The row, if it says that exactly this upload is completed. */
    public Optional<Row> completing(Job job) {
        return table.read(job).filter(row -> row.completes(job));
    }

    /**
     * Marks the upload completed.
     *
     * @param attempt the receive count of the message whose work this is
     * @return false if the row tells of another upload, is completed already, or is gone
     * @throws IllegalArgumentException if the completion has an attribute that the pipeline does
     *     not declare, for a newer upload's row would keep it
     */
    public boolean completed(Job job, Completion completion, int attempt) {
        return write(completion(job, completion, attempt), job);
    }

    RowUpdate completion(Job job, Completion completion, int attempt) {
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.COMPLETED);
        update.set("attempt", number(attempt));
        update.set("modelVersion", text(job.modelVersion())); // dispatched for another, perhaps
        complete(update, completion, pipeline);
        return update;
    }

    JobTable table() {
        return table;
    }

    /**
     * Marks the upload failed, or its part; what is said of all parts together stands then.
     *
     * @param attempt the receive count of the message whose work this is
     * @return false if the row tells of another upload, is completed already, or is gone
     */
    public boolean failed(Job job, FailureReason reason, int attempt) {
        if (job.part().isPresent()) {
            return new PartRows(table, pipeline)
                    .failed(job, reason)
                    .map(PartRows.Settled::first)
                    .orElse(false);
        }
        RowUpdate update = new RowUpdate(table.clock(), Row.Status.FAILED);
        update.set("attempt", number(attempt));
        update.set("failureReason", text(reason.toString()));
        update.set("failedShard", Attributes.shard(job));
        update.remove("progress");
        return write(update, job);
    }

    private boolean write(RowUpdate update, Job job) {
        if (job.stage().isPresent()) {
            return new StageRows(table, pipeline).ended(update, job);
        }
        return switch (pipeline.output().rows()) {
            case ALL -> table.write(update, Conditions.THIS_AND_NOT_COMPLETED, job);
            case COMPLETED_ONLY -> {
                update.describe(job, pipeline);
                yield table.write(update, Conditions.FIRST_OR_NOT_COMPLETED, job);
            }
        };
    }

    static void complete(RowUpdate update, Completion completion, Pipeline pipeline) {
        if (!pipeline.output().rowAttributes().containsAll(completion.attributes().keySet())) {
            throw new IllegalArgumentException(
                    "pipeline %s declares under output.attributes %s, not all of %s"
                            .formatted(
                                    pipeline.name(),
                                    pipeline.output().rowAttributes(),
                                    completion.attributes().keySet()));
        }
        update.set("resultKey", text(completion.result().key()));
        if (completion.result() instanceof ResultPlace.InPack(_, long offset, long length)) {
            update.set("resultOffset", number(offset));
            update.set("resultLength", number(length));
        }
        update.set("headline", text(completion.headline()));
        update.set("metadata", document(completion.summary()));
        completion.attributes().forEach((name, value) -> update.set(name, text(value)));
        update.remove("progress", "failureReason", "failedShard");
    }
}
