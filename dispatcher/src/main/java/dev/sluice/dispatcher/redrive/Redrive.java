package dev.sluice.dispatcher.redrive;

import dev.sluice.dispatcher.requeue.Requeue;
import dev.sluice.dispatcher.requeue.Requeue.Candidate;
import dev.sluice.dispatcher.requeue.Requeue.Sent;
import dev.sluice.dispatcher.requeue.Rest;
import dev.sluice.shared.Settings;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.RequeueRows;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Pipelines.Route;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Sends the jobs of failed uploads once more, as the same uploads' next run (RULES 1, 7). Whenever
 * it is stopped, running it again does the rest; any number may run side by side.
 */
public final class Redrive {
    private static final String GONE = "no-pipeline";
    private static final String REFUSED = "still-refused";
    private static final String IN_PARTS = "in-parts";

    /** From the row to the message, at most: the tries of a send, and a slow answer. */
    private static final Duration SENDING = Duration.ofSeconds(30);

    /** In the time above, for whoever watches. */
    private static final int LOOKS = 6;

    private final FailedRows failed;
    private final RequeueRows rows;
    private final Requeue requeue;
    private final Pipelines pipelines;
    private final String bucket;
    private final Rest rest;
    private final InstantSource clock = InstantSource.system();

    public Redrive(
            Settings settings,
            DynamoDbClient dynamodb,
            Pipelines pipelines,
            Requeue requeue,
            Rest rest) {
        this.failed = new FailedRows(dynamodb, settings.table(), clock);
        this.rows = new RequeueRows(JobTable.of(settings, dynamodb, clock));
        this.requeue = requeue;
        this.pipelines = pipelines;
        this.bucket = settings.bucket();
        this.rest = rest;
    }

    /**
     * What became of failed rows.
     *
     * @param sent jobs in their queues
     * @param overtaken rows that were another's by then
     * @param left rows whose queue was full too long, or whose pipeline is paused
     * @param refused rows that stay failed, by why: {@code no-pipeline} takes their key any more,
     *     their key is {@code still-refused}, or they are of uploads {@code in-parts}, of which a
     *     row does not keep what a job needs: a part is uploaded again
     */
    public record Outcome(long sent, long overtaken, long left, SortedMap<String, Long> refused) {}

    /**
     * Counts them, for which all are read.
     *
     * @return by code of reason
     */
    public SortedMap<String, Long> survey(Failures wanted) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (Iterator<List<Row>> pages = failed.pages(wanted); pages.hasNext(); ) {
            pages.next().forEach(row -> counts.merge(Failures.reason(row), 1L, Long::sum));
        }
        return counts;
    }

    /**
     * Sends them.
     *
     * @param wanted not later than now, or what fails again is sent again
     * @param progress told how many rows are done
     * @throws Requeue.Unsent if SQS does not take jobs
     * @throws JobTable.TableUnavailable if DynamoDB is out of reach
     */
    public Outcome run(Failures wanted, LongConsumer progress) throws InterruptedException {
        return run(failed.pages(wanted), progress);
    }

    /**
     * Sends those of some rows that have failed.
     *
     * @param chosen as they are now
     * @throws Requeue.Unsent if SQS does not take jobs
     * @throws JobTable.TableUnavailable if DynamoDB is out of reach
     */
    public Outcome run(List<Row> chosen) throws InterruptedException {
        List<Row> failures =
                chosen.stream().filter(row -> row.item().containsKey("failedShard")).toList();
        return run(List.of(failures).iterator(), done -> {});
    }

    private Outcome run(Iterator<List<Row>> pages, LongConsumer progress)
            throws InterruptedException {
        SortedMap<String, Long> refused = new TreeMap<>();
        Sums sums = new Sums();
        List<Candidate> later = new ArrayList<>();
        long done = 0;
        while (pages.hasNext()) {
            List<Row> page = pages.next();
            requeue.pace(page.size());
            List<Candidate> candidates = new ArrayList<>();
            for (Row row : page) {
                switch (judge(row)) {
                    case Verdict.Again(Candidate candidate) -> candidates.add(candidate);
                    case Verdict.Refused(String why) -> refused.merge(why, 1L, Long::sum);
                    case Verdict.Later(Candidate candidate) -> later.add(candidate);
                    case Verdict.Busy() -> sums.overtaken++;
                }
            }
            sums.add(requeue.send(candidates));
            done += page.size();
            progress.accept(done);
        }
        if (!later.isEmpty()) {
            for (int i = 0; i < LOOKS; i++) {
                rest.of(SENDING.dividedBy(LOOKS));
                progress.accept(done);
            }
            sums.add(requeue.send(later));
        }
        return new Outcome(sums.sent, sums.overtaken, sums.left, refused);
    }

    private static final class Sums {
        private long sent;
        private long overtaken;
        private long left;

        void add(Sent some) {
            sent += some.sent();
            overtaken += some.overtaken();
            left += some.left() + some.paused();
        }
    }

    private sealed interface Verdict {
        record Again(Candidate candidate) implements Verdict {}

        /** Begun a moment ago, by one that may send it yet. */
        record Later(Candidate candidate) implements Verdict {}

        record Refused(String why) implements Verdict {}

        /** It is being worked on. */
        record Busy() implements Verdict {}
    }

    private Verdict judge(Row row) {
        if (row.item().containsKey("partUpdates")) {
            return new Verdict.Refused(IN_PARTS);
        }
        Optional<Generation> was = row.generation();
        if (was.isEmpty()) {
            return new Verdict.Busy();
        }
        if (!(pipelines.route(row.text("s3Key").orElse("")) instanceof Route.Matched match)
                || !match.rowID().equals(row.rowID())) {
            return new Verdict.Refused(GONE);
        }
        if (match.refused().isPresent()) {
            return new Verdict.Refused(REFUSED);
        }
        return switch (row.status().orElse(Row.Status.COMPLETED)) {
            case FAILED -> new Verdict.Again(begunAnew(row, match, was.get()));
            // begun by a run that was cut off before the job was sent
            case PENDING -> begun(row, sentAgain(row, match, was.get()));
            case PROCESSING, COMPLETED, DELETED -> new Verdict.Busy();
        };
    }

    private Verdict begun(Row row, Candidate candidate) {
        Instant sending = clock.instant().minus(SENDING);
        return row.number("updatedAt").orElse(0L) > sending.toEpochMilli()
                ? new Verdict.Later(candidate)
                : new Verdict.Again(candidate);
    }

    private Candidate begunAnew(Row row, Route.Matched match, Generation was) {
        Job job = job(row, match, was.nextRun());
        return new Candidate(
                job, () -> rows.begunAnew(job, was, match.pipeline()), () -> rows.sent(job));
    }

    private Candidate sentAgain(Row row, Route.Matched match, Generation begun) {
        Job job = job(row, match, begun);
        long updated = row.number("updatedAt").orElse(0L);
        return new Candidate(job, () -> rows.renewed(job, updated), () -> rows.sent(job));
    }

    private Job job(Row row, Route.Matched match, Generation generation) {
        return new Job(
                new Job.Work(
                        match.pipeline().name(),
                        match.version(),
                        Job.Kind.CREATED,
                        match.pipeline().stageToDo(row.text("currentStage")),
                        Optional.empty()),
                new RowKey(match.customerID(), match.imageID(), match.rowID()),
                new ObjectVersion(
                        bucket,
                        row.text("s3Key").orElse(""),
                        row.text("eTag").orElse(""),
                        row.text("versionId"),
                        row.number("imageSize").orElse(0L)),
                generation);
    }
}
