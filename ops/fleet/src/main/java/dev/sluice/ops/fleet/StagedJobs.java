package dev.sluice.ops.fleet;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.StageRows;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages.Stage;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs that are done in stages, for whoever stops them and goes on with them.
 *
 * @param bucket of their uploads
 */
public record StagedJobs(JobTable table, String bucket) {
    /** It may go on to its next stage just then. */
    private static final int TRIES = 5;

    private static final FailureReason STOPPED =
            new FailureReason(
                    StageRows.STOPPED,
                    "The work was stopped by hand; it can be resumed where it was.");

    public static StagedJobs of(Fleet fleet) {
        return new StagedJobs(
                JobTable.of(fleet.settings(), fleet.clients().dynamodb(), InstantSource.system()),
                fleet.settings().bucket());
    }

    /**
     * Ends a job by hand, at whichever stage it is. Its worker hears of it within seconds.
     *
     * @param row as it was read
     * @return the stage during which it ended; empty if it had ended before
     */
    public Optional<String> stop(Pipeline pipeline, Row row) {
        Row now = row;
        for (int i = 0; i < TRIES && !now.settled(); i++) {
            String stage = stage(pipeline, now);
            Job job = job(pipeline, now, stage);
            if (new StageRows(table, lane(pipeline, stage)).stop(job, STOPPED)) {
                return Optional.of(stage);
            }
            now = table.read(job).orElse(now);
        }
        return Optional.empty();
    }

    /**
     * A row that says that its job is to begin at a stage.
     *
     * @throws UsageError if there is no such stage
     */
    public static Row at(Pipeline pipeline, Row row, String stage) {
        List<String> names = pipeline.stages().all().stream().map(Stage::name).toList();
        if (!names.contains(stage)) {
            throw new UsageError(
                    "%s has the stages %s, and no %s".formatted(pipeline.name(), names, stage));
        }
        Map<String, AttributeValue> item = new HashMap<>(row.item());
        item.put("currentStage", AttributeValue.fromS(stage));
        return new Row(item);
    }

    /** The stage that a row is at. */
    public static String stage(Pipeline pipeline, Row row) {
        return pipeline.stageToDo(row.text("currentStage")).orElseThrow();
    }

    private static Pipeline lane(Pipeline pipeline, String stage) {
        return pipeline.lanes().stream()
                .filter(each -> each.stages().current().equals(Optional.of(stage)))
                .findFirst()
                .orElseThrow();
    }

    /** As a message would say it. */
    private Job job(Pipeline pipeline, Row row, String stage) {
        return new Job(
                new Job.Work(
                        pipeline.name(),
                        pipeline.version(),
                        Job.Kind.CREATED,
                        Optional.of(stage),
                        Optional.empty()),
                new RowKey(row.customerID(), row.text("jobId").orElse(row.rowID()), row.rowID()),
                new ObjectVersion(
                        bucket,
                        row.text("s3Key").orElse(""),
                        row.text("eTag").orElse(""),
                        row.text("versionId"),
                        row.number("imageSize").orElse(0L)),
                row.generation().orElseThrow(() -> new IllegalStateException("no generation")));
    }
}
