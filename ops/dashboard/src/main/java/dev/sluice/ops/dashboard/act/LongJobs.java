package dev.sluice.ops.dashboard.act;

import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.StagedJobs;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.List;
import java.util.Optional;

/** Stops long jobs and goes on with them, as {@code ops/sluice jobs} does. */
public final class LongJobs {
    private final Fleet fleet;
    private final AuditLog audit;
    private final Retry retry;

    public LongJobs(Fleet fleet, AuditLog audit, Retry retry) {
        this.fleet = fleet;
        this.audit = audit;
        this.retry = retry;
    }

    /** Whose stages a job is done in; empty if it is done in one go. */
    public Optional<Pipeline> pipeline(Row row) {
        return row.text("pipeline")
                .flatMap(fleet.pipelines()::named)
                .filter(pipeline -> !pipeline.stages().all().isEmpty());
    }

    /**
     * Ends one.
     *
     * @return the stage during which it was; empty if it had ended before
     */
    public Optional<String> stop(String who, Pipeline pipeline, Row row) {
        AuditLog.Begun begun = audit.begin(who, "stop", row.customerID() + " / " + row.rowID());
        Optional<String> stage = StagedJobs.of(fleet).stop(pipeline, row);
        begun.ended(stage.map("stopped during "::concat).orElse("it had ended already"));
        return stage;
    }

    /**
     * Goes on with one that was stopped or has failed.
     *
     * @param stage where; empty: where it ended
     * @throws dev.sluice.ops.fleet.UsageError if there is no such stage
     */
    public Redrive.Outcome resume(String who, Pipeline pipeline, Row row, Optional<String> stage)
            throws InterruptedException {
        Row from = stage.map(name -> StagedJobs.at(pipeline, row, name)).orElse(row);
        return retry.send(who, "resume at " + StagedJobs.stage(pipeline, from), List.of(from));
    }
}
