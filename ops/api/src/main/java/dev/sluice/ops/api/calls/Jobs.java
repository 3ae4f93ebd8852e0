package dev.sluice.ops.api.calls;

import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.ops.api.http.Answer;
import dev.sluice.ops.api.http.Call;
import dev.sluice.ops.api.http.Endpoint;
import dev.sluice.ops.api.http.Refused;
import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.dashboard.act.Retry;
import dev.sluice.ops.dashboard.read.OneRow;
import dev.sluice.ops.dashboard.read.StoredStages;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.job.Row;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What became of uploads, and what may still become of them. */
public final class Jobs {
    /** Leaves time for the answer itself. */
    private static final int LONGEST_WAIT = 25;

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 100;

    /** Bytes; DynamoDB wants sort keys under 1,024. */
    private static final int LONGEST_ITEM = 1000;

    private static final String JOB = "/v1/jobs/{customer}/{item}";

    private final Fleet fleet;
    private final OneRow rows;
    private final RowWait wait;
    private final Links links;
    private final AuditLog audit;
    private final Retry retry;

    public Jobs(Fleet fleet, RowWait wait, Links links, AuditLog audit, Retry retry) {
        this.fleet = fleet;
        this.rows = new OneRow(fleet.clients().dynamodb(), fleet.settings().table());
        this.wait = wait;
        this.links = links;
        this.audit = audit;
        this.retry = retry;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                new Endpoint("GET", "/v1/jobs/{customer}", this::list, Jobs::busy),
                new Endpoint("GET", JOB, this::job, Jobs::ask),
                new Endpoint("DELETE", JOB, this::remove, Jobs::ask),
                new Endpoint("POST", JOB + "/retry", this::again, Jobs::ask));
    }

    private Answer list(Call call) {
        Optional<String> status = call.text("status");
        status.ifPresent(Jobs::checkStatus);
        CustomerJobs.Wanted wanted =
                new CustomerJobs.Wanted(
                        call.customer(),
                        call.text("prefix"),
                        status,
                        call.text("pipeline"),
                        call.text("next"));
        CustomerJobs.Page page =
                new CustomerJobs(fleet.clients().dynamodb(), fleet.settings().table())
                        .of(wanted, call.number("limit", PAGE, 1, LARGEST_PAGE));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "jobs",
                page.rows().stream()
                        .map(row -> JobDocument.of(row, fleet.pipelines(), Map.of()))
                        .toList());
        page.next().ifPresent(next -> answer.put("next", next));
        return Answer.of(200, answer);
    }

    private static void checkStatus(String status) {
        Set<String> known = new TreeSet<>();
        for (Row.Status each : Row.Status.values()) {
            known.add(each.stored());
        }
        if (!known.contains(status)) {
            throw new Refused(400, "status is one of %s.".formatted(known));
        }
    }

    /** 200 when the work has ended, else 202: ask again. */
    private Answer job(Call call) throws InterruptedException {
        JobAddress job = address(call);
        Awaited awaited = Awaited.of(call);
        Duration longest = Duration.ofSeconds(call.number("wait", 0, 0, LONGEST_WAIT));
        Optional<Row> row = awaited(call, job, awaited, longest);
        if (row.isEmpty() && awaited.after().isEmpty()) {
            throw new Refused(
                    404,
                    "There is no such job. A new upload's is there after a moment; ask at the"
                            + " address that came with the upload's.");
        }
        Optional<Row> told = row.filter(awaited::toldBy);
        Object document =
                told.<Object>map(each -> JobDocument.of(each, fleet.pipelines(), files(each)))
                        .orElseGet(() -> JobDocument.awaited(job));
        return told.filter(awaited::endedBy).isPresent()
                ? Answer.of(200, document)
                : Answer.of(202, document).at(job.path(awaited)).again(SOON);
    }

    /** One look alone where the token's holder waits for many answers already. */
    private Optional<Row> awaited(Call call, JobAddress job, Awaited awaited, Duration longest)
            throws InterruptedException {
        if (longest.isZero() || !call.waits().tryAcquire()) {
            return wait.of(job, awaited, Duration.ZERO);
        }
        try {
            return wait.of(job, awaited, longest);
        } finally {
            call.waits().release();
        }
    }

    private Map<String, Object> files(Row row) {
        JobFiles files = new JobFiles(fleet.settings(), fleet.pipelines(), row);
        return links.of(
                files,
                files.stages(
                        new StoredStages(fleet.clients().s3(), fleet.settings().resultBucket())));
    }

    private Answer remove(Call call) {
        JobAddress job = address(call);
        Row row = row(job);
        AuditLog.Begun begun =
                audit.begin(call.token().who(), "delete", job.customer() + " / " + job.item());
        Removal.Outcome outcome = new Removal(fleet).of(row);
        begun.ended(outcome.name());
        return switch (outcome) {
            case DONE -> Answer.nothing();
            case UPLOAD_ONLY ->
                    Answer.of(202, JobDocument.of(row, fleet.pipelines(), Map.of()))
                            .at(job.path())
                            .again(SOON);
            case OVERTAKEN ->
                    throw new Refused(
                            409, "Another upload of that name came meanwhile; look at it again.");
        };
    }

    private Answer again(Call call) throws InterruptedException {
        JobAddress job = address(call);
        Row row = row(job);
        if (!row.status().equals(Optional.of(Row.Status.FAILED))) {
            throw new Refused(
                    409,
                    "The job is %s, and only a failed one can be sent again; upload the file once more instead."
                            .formatted(row.text("processingStatus").orElse("of no status")));
        }
        if (!row.parts().byName().isEmpty()) {
            throw new Refused(
                    409, "A job of several files is not sent again; upload the file that failed.");
        }
        return sent(job, row, retry.send(call.token().who(), List.of(row)));
    }

    /**
     * What became of a job that was to be sent once more.
     *
     * @param row as it was
     * @throws Refused if it was not sent
     */
    static Answer sent(JobAddress job, Row row, Redrive.Outcome outcome) {
        if (outcome.sent() == 1) {
            return Answer.of(202, JobDocument.awaited(job))
                    .at(job.path(Awaited.after(Optional.empty(), Optional.of(row))))
                    .again(SOON);
        }
        if (outcome.left() > 0) {
            throw new Refused(
                    503,
                    "The pipeline is paused, or its queue is full; the job is as it was.",
                    Optional.of(LATER));
        }
        throw new Refused(
                409,
                outcome.refused().isEmpty()
                        ? "The job is no failure any more; look at it again."
                        : "The job would fail again: " + outcome.refused().firstKey());
    }

    static JobAddress address(Call call) {
        String item = call.path().getOrDefault("item", "");
        if (item.isEmpty() || item.getBytes(StandardCharsets.UTF_8).length > LONGEST_ITEM) {
            throw new Refused(404, "There is no job of such a name.");
        }
        return new JobAddress(call.customer(), item);
    }

    private Row row(JobAddress job) {
        return rows.of(job.customer(), job.item())
                .orElseThrow(() -> new Refused(404, "There is no such job."));
    }

    static Answer ask(Call call) {
        JobAddress job = address(call);
        return Answer.of(202, JobDocument.awaited(job)).at(job.path(Awaited.of(call))).again(SOON);
    }

    private static Answer busy(Call call) {
        throw new Refused(503, "This takes too long now.", Optional.of(LATER));
    }
}
