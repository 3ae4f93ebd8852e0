package dev.sluice.dispatcher.backfill;

import dev.sluice.dispatcher.backfill.Finding.Kind;
import dev.sluice.dispatcher.requeue.Requeue.Candidate;
import dev.sluice.shared.aws.StandingResults;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.Parts.Part;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.DispatchRows.Dispatch;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.RequeueRows;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines.Route;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds what an upload lacks, from its row and, without one, its results (RULES 1, 6). It decides
 * by what it saw; each write holds only if that is so still.
 */
final class Gaps {
    private final JobTable table;
    private final DispatchRows rows;
    private final RequeueRows requeue;
    private final StandingResults results;
    private final String bucket;

    Gaps(JobTable table, StandingResults results, String bucket) {
        this.table = table;
        this.rows = new DispatchRows(table);
        this.requeue = new RequeueRows(table);
        this.results = results;
        this.bucket = bucket;
    }

    /**
     * One object that has a pipeline.
     *
     * @param listing which it was found in
     * @param stale after which time a row that waits has lost its message
     */
    record Upload(
            Listed object, Route.Matched match, Listing listing, Duration stale, Instant now) {
        Pipeline pipeline() {
            return match.pipeline();
        }

        RowKey row() {
            return new RowKey(match.customerID(), match.imageID(), match.rowID());
        }

        boolean olderThan(Duration age) {
            return object.lastModified().plus(age).isBefore(now);
        }

        Upload as(Listed current) {
            return new Upload(current, match, listing, stale, now);
        }
    }

    Finding of(Upload upload) {
        if (upload.olderThan(upload.pipeline().retention())) {
            return new Finding.Fine(Kind.EXPIRED);
        }
        if (!upload.row().fits()) {
            return new Finding.Fine(Kind.OTHER);
        }
        Job found = job(upload, Generation.found(upload.object().lastModified()));
        if (found.part().isPresent() && upload.match().refused().isEmpty()) {
            return ofPart(upload, found);
        }
        Optional<Row> row = table.glance(found).filter(r -> r.item().containsKey("generation"));
        if (row.isPresent() && row.get().item().containsKey("partUpdates")) {
            return new Finding.Fine(Kind.SETTLED); // its parts are told of, this is none
        }
        if (row.isEmpty()) {
            return missing(upload, found);
        }
        return row.get().text("s3Key").equals(Optional.of(found.key()))
                ? ofThisKey(upload, row.get())
                : ofAnotherKey(upload, found, row.get());
    }

    /**
     * A part is judged by what the row tells of it alone. The row keeps no eTag of it, so that it
     * is another content is told by the time.
     */
    private Finding ofPart(Upload upload, Job found) {
        Optional<Row> row = table.glance(found);
        Optional<Part> told = row.flatMap(r -> r.parts().of(found));
        if (told.isEmpty() || !told.get().sameFile(found)) {
            return told.filter(part -> part.newerThan(found)).isPresent()
                    ? new Finding.Fine(Kind.SUPERSEDED)
                    : begun(Kind.MISSING, upload, Generation::found);
        }
        Part part = told.get();
        Instant event = part.eventTime().truncatedTo(ChronoUnit.SECONDS);
        if (upload.object().lastModified().truncatedTo(ChronoUnit.SECONDS).isAfter(event)) {
            return begun(Kind.REPLACED, upload, part.generation()::overwritten);
        }
        if (part.answered() || part.failed()) {
            return new Finding.Fine(Kind.SETTLED);
        }
        long updated = row.flatMap(r -> r.number("updatedAt")).orElse(0L);
        if (!Instant.ofEpochMilli(updated).plus(upload.stale()).isBefore(upload.now())) {
            return new Finding.Fine(Kind.WAITING);
        }
        Job job = job(upload, part.generation());
        return new Finding.Lacking(Kind.STALE, new Candidate(job, () -> waits(job), () -> {}));
    }

    private boolean waits(Job job) {
        return table.glance(job)
                .flatMap(row -> row.parts().of(job))
                .filter(part -> part.tells(job) && !part.answered() && !part.failed())
                .isPresent();
    }

    /**
     * @param generation from when the object was last modified
     */
    private Finding begun(Kind kind, Upload upload, Function<Instant, Generation> generation) {
        return upload.listing()
                .asItIs(upload.object())
                .map(
                        current ->
                                enqueue(
                                        kind,
                                        upload.as(current),
                                        generation.apply(current.lastModified())))
                .orElseGet(() -> new Finding.Fine(Kind.GONE));
    }

    private Finding ofThisKey(Upload upload, Row row) {
        Listed object = upload.object();
        Optional<Generation> told = row.generation();
        if (told.isEmpty()) { // somebody else's text, older than any
            return new Finding.Fine(Kind.SETTLED);
        }
        if (!row.text("eTag").equals(Optional.of(object.eTag()))) {
            return ofAnotherContent(upload, row, told.get());
        }
        if (row.settled()) {
            return row.text("failureReason")
                            .filter(why -> why.startsWith("superseded:"))
                            .isPresent()
                    ? ofOvertaken(upload, told.get())
                    : new Finding.Fine(Kind.SETTLED);
        }
        long updated = row.number("updatedAt").orElse(0L);
        if (!Instant.ofEpochMilli(updated).plus(upload.stale()).isBefore(upload.now())) {
            return new Finding.Fine(Kind.WAITING);
        }
        Job job =
                atStage(
                        job(upload, told.get(), row.text("versionId")),
                        upload.pipeline().stageToDo(row.text("currentStage")));
        return new Finding.Lacking(
                Kind.STALE, new Candidate(job, () -> requeue.renewed(job, updated), () -> {}));
    }

    /**
     * Where rows were lost while jobs waited, the job that waited may have left its results and
     * found no row; the one that was sent for the new row cannot replace them, and fails.
     */
    private Finding ofOvertaken(Upload upload, Generation told) {
        return results.to(job(upload, told), keysOf(upload))
                                instanceof StandingResults.Answer.OfThisKey(Generation newest)
                        && newest.compareTo(told) > 0
                ? enqueue(Kind.REPLACED, upload, newest.nextRun())
                : new Finding.Fine(Kind.SETTLED);
    }

    private Finding ofAnotherContent(Upload upload, Row row, Generation told) {
        Instant event = told.eventTime().truncatedTo(ChronoUnit.SECONDS);
        boolean gone = row.status().equals(Optional.of(Row.Status.DELETED));
        int order = upload.object().lastModified().truncatedTo(ChronoUnit.SECONDS).compareTo(event);
        if (order < 0 || (gone && order == 0)) { // the listing is older than the row
            return new Finding.Fine(Kind.SUPERSEDED);
        }
        if (lateRow(upload.pipeline()) && !upload.olderThan(upload.stale())) {
            return new Finding.Fine(Kind.WAITING);
        }
        Optional<Listed> current = upload.listing().asItIs(upload.object());
        if (current.isEmpty()) {
            return new Finding.Fine(Kind.GONE);
        }
        return row.text("eTag").equals(Optional.of(current.get().eTag()))
                ? new Finding.Fine(Kind.SETTLED)
                : enqueue(
                        Kind.REPLACED,
                        upload.as(current.get()),
                        told.overwritten(current.get().lastModified()));
    }

    private Finding ofAnotherKey(Upload upload, Job found, Row row) {
        boolean gone = row.status().equals(Optional.of(Row.Status.DELETED));
        if (row.newerThan(found) || (upload.match().refused().isPresent() && !gone)) {
            return new Finding.Fine(Kind.SUPERSEDED);
        }
        return missing(upload, found);
    }

    private Finding missing(Upload upload, Job found) {
        if (lateRow(upload.pipeline()) && !upload.olderThan(upload.stale())) {
            return new Finding.Fine(Kind.WAITING);
        }
        Optional<Listed> current = upload.listing().asItIs(upload.object());
        if (current.isEmpty()) {
            return new Finding.Fine(Kind.GONE);
        }
        Upload now = upload.as(current.get());
        return switch (results.to(found, keysOf(now))) {
            case StandingResults.Answer.OfNewerKey() -> new Finding.Fine(Kind.SUPERSEDED);
            case StandingResults.Answer.OfThisKey(Generation newest) ->
                    enqueue(Kind.MISSING, now, newest.nextRun());
            case StandingResults.Answer.None() ->
                    enqueue(Kind.MISSING, now, Generation.found(now.object().lastModified()));
        };
    }

    private static List<String> keysOf(Upload upload) {
        Output output = upload.pipeline().output();
        return upload.match().refused().isPresent()
                ? List.of()
                : Stream.concat(
                                Stream.of(output.json()),
                                output.artifacts().stream().map(output::artifact))
                        .map(key -> key.render(upload.match().variables()))
                        .toList();
    }

    private Finding enqueue(Kind kind, Upload upload, Generation generation) {
        Job job = job(upload, generation);
        if (upload.match().refused().isPresent()) {
            return new Finding.Refused(job, upload.match().refused().get());
        }
        return new Finding.Lacking(
                kind,
                new Candidate(
                        job,
                        lateRow(upload.pipeline())
                                ? () -> table.glance(job).filter(r -> told(r, job)).isEmpty()
                                : () -> rows.pending(job, upload.pipeline()) == Dispatch.NEW,
                        () -> {}));
    }

    /** Writes the row of a refused upload; false if another stands there by now. */
    boolean refuse(Finding.Refused refused, Pipeline pipeline) {
        return rows.rejected(refused.job(), refused.reason(), pipeline) == Dispatch.NEW;
    }

    /** Whether the row says so much of the job or of a newer one that it need not be sent. */
    private static boolean told(Row row, Job job) {
        return row.newerThan(job) || row.generation().equals(Optional.of(job.generation()));
    }

    private static boolean lateRow(Pipeline pipeline) {
        return pipeline.output().rows() == Output.Rows.COMPLETED_ONLY;
    }

    private static Job atStage(Job job, Optional<String> stage) {
        return stage.map(job::at).orElse(job);
    }

    private Job job(Upload upload, Generation generation) {
        return job(upload, generation, Optional.empty());
    }

    private Job job(Upload upload, Generation generation, Optional<String> versionId) {
        Listed object = upload.object();
        return new Job(
                new Job.Work(
                        upload.pipeline().name(),
                        upload.match().version(),
                        Job.Kind.CREATED,
                        upload.pipeline().stageToDo(Optional.empty()),
                        upload.pipeline().part(object.key())),
                upload.row(),
                new ObjectVersion(bucket, object.key(), object.eTag(), versionId, object.size()),
                generation);
    }
}
