package dev.sluice.ops.api.calls;

import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.ops.api.http.Answer;
import dev.sluice.ops.api.http.Call;
import dev.sluice.ops.api.http.Endpoint;
import dev.sluice.ops.api.http.Refused;
import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.dashboard.act.LongJobs;
import dev.sluice.ops.dashboard.act.Retry;
import dev.sluice.ops.dashboard.read.OneRow;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stops jobs of minutes or hours, which are done in stages, and goes on with them. */
public final class LongJobCalls {
    private static final String JOB = "/v1/jobs/{customer}/{item}";

    private final Fleet fleet;
    private final OneRow rows;
    private final LongJobs jobs;

    public LongJobCalls(Fleet fleet, AuditLog audit, Retry retry) {
        this.fleet = fleet;
        this.rows = new OneRow(fleet.clients().dynamodb(), fleet.settings().table());
        this.jobs = new LongJobs(fleet, audit, retry);
    }

    public List<Endpoint> endpoints() {
        return List.of(
                new Endpoint("POST", JOB + "/stop", this::stop, Jobs::ask),
                new Endpoint("POST", JOB + "/resume", this::resume, Jobs::ask));
    }

    private Answer stop(Call call) {
        JobAddress job = Jobs.address(call);
        Row row = row(job);
        Pipeline pipeline = staged(row);
        if (row.settled() || jobs.stop(call.token().who(), pipeline, row).isEmpty()) {
            throw new Refused(409, "The job has ended already; look at it again.");
        }
        return Answer.of(200, JobDocument.of(row(job), fleet.pipelines(), Map.of()));
    }

    private Answer resume(Call call) throws InterruptedException {
        JobAddress job = Jobs.address(call);
        Row row = row(job);
        Pipeline pipeline = staged(row);
        if (!row.status().equals(Optional.of(Row.Status.FAILED))) {
            throw new Refused(
                    409,
                    "The job is %s, and only one that was stopped or has failed is resumed."
                            .formatted(row.text("processingStatus").orElse("of no status")));
        }
        try {
            Redrive.Outcome outcome =
                    jobs.resume(call.token().who(), pipeline, row, call.text("stage"));
            return Jobs.sent(job, row, outcome);
        } catch (UsageError e) {
            throw new Refused(400, e.getMessage() + ".");
        }
    }

    private Row row(JobAddress job) {
        return rows.of(job.customer(), job.item())
                .orElseThrow(() -> new Refused(404, "There is no such job."));
    }

    private Pipeline staged(Row row) {
        return jobs.pipeline(row)
                .orElseThrow(
                        () ->
                                new Refused(
                                        409,
                                        "The job is done in one go; only jobs in stages are stopped"
                                                + " and resumed."));
    }
}
