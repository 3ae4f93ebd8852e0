package dev.sluice.shared.pipeline;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobTable;
import dev.sluice.shared.job.JobTable.Completion;

/** The last row of an upload, as one pipeline writes it: over a pending row, or as the only one. */
public record FinalRows(JobTable table, Pipeline pipeline) {
    /** False if the row tells of another upload or is completed already. */
    public boolean completed(Job job, Completion completion, int attempt) {
        return switch (pipeline.output().rows()) {
            case ALL -> table.completed(job, completion, attempt);
            case COMPLETED_ONLY ->
                    table.completedOnly(job, completion, attempt, pipeline.retention());
        };
    }

    /** Whether the row tells of a newer upload than the job's. */
    public boolean newerThan(Job job) {
        return table.read(job).filter(row -> row.newerThan(job)).isPresent();
    }

    /** False if the row tells of another upload or is completed already. */
    public boolean failed(Job job, FailureReason reason, int attempt) {
        return switch (pipeline.output().rows()) {
            case ALL -> table.failed(job, reason, attempt);
            case COMPLETED_ONLY -> table.failedOnly(job, reason, attempt, pipeline.retention());
        };
    }
}
