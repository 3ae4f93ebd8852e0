package dev.sluice.worker.flow;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.Fetched;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.ProgressRows;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipeline.Limits;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.input.Size;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.Calls;
import dev.sluice.worker.machine.MemoryBudget;
import dev.sluice.worker.task.Progress;

import java.util.Map;
import java.util.Optional;

/** Where one pipeline's uploads come from: the objects in S3, and what their rows tell. */
final class Source {
    private final Pipeline pipeline;
    private final Limits limits;
    private final ObjectStore store;
    private final JobTable table;
    private final MemoryBudget downloads;

    /**
     * @param downloads bytes of uploads fetched and not yet decoded
     */
    Source(Pipeline pipeline, ObjectStore store, JobTable table, MemoryBudget downloads) {
        this.pipeline = pipeline;
        this.limits = pipeline.limits();
        this.store = store;
        this.table = table;
        this.downloads = downloads;
    }

    /**
     * Where a long job on an upload says how far it is; nowhere if it has no row of its own yet.
     */
    Progress progress(Job job, Lease lease, Ticker ticker) {
        boolean row =
                pipeline.output().rows() == Output.Rows.ALL
                        && job.kind() == Job.Kind.CREATED
                        && job.part().isEmpty();
        return row ? rowProgress(job, lease, ticker) : Source::heard;
    }

    private static void heard(Map<String, Object> state) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private Progress rowProgress(Job job, Lease lease, Ticker ticker) {
        return new RowProgress(new ProgressRows(table), job, lease, ticker);
    }

    /** What a fetch came to. */
    sealed interface Fetch {
        /** The upload; closing it gives its memory back. */
        record Here(Fetched.Content content, MemoryBudget.Share memory)
                implements Fetch, AutoCloseable {
            @Override
            public void close() {
                memory.close();
            }
        }

        /** There is nothing to work on. */
        record Nothing(Outcome outcome) implements Fetch {}
    }

    /**
     * What is asked of S3.
     *
     * @param room bytes to set aside for the upload; should it need more, all is given back and
     *     acquired anew, so that no job waits for memory while it holds some of the same budget
     * @param newerToo whether a newer upload will do
     */
    private record Ask(long room, boolean newerToo) {}

    /** Why a message that came before needs nothing any more, if so: its row says it (RULES 5). */
    Optional<Outcome> answered(Job job, Lease lease) {
        Optional<Row> row = row(job, lease);
        if (row.filter(standing -> standing.newerThan(job)).isPresent()) {
            return Optional.of(new Outcome.Superseded("the row tells of a newer upload"));
        }
        return row.filter(standing -> standing.completes(job)).map(Outcome.CompletedBefore::new);
    }

    private Optional<Row> row(Job job, Lease lease) {
        try (Calls _ = lease.calls()) {
            return table.read(job);
        }
    }

    /**
     * Reads an upload into memory.
     *
     * @throws Overtaken if something newer stands there and no row tells of it yet
     */
    Fetch fetch(Job job, Lease lease) throws InterruptedException, Overtaken {
        Optional<FailureReason> refused = Size.refused(job.size(), limits.object());
        return refused.isPresent()
                ? new Fetch.Nothing(new Outcome.Reject(refused.get()))
                : fetch(job, lease, new Ask(job.size(), false));
    }

    private Fetch fetch(Job job, Lease lease, Ask ask) throws InterruptedException, Overtaken {
        MemoryBudget.Share memory = downloads.acquire(ask.room());
        boolean kept = false;
        Fetched fetched;
        try {
            fetched = ask(job, lease, ask);
            if (fetched instanceof Fetched.Content content) {
                kept = true;
                return new Fetch.Here(content, memory);
            }
        } finally {
            if (!kept) {
                memory.close();
            }
        }
        return switch (fetched) {
            case Fetched.Content _ -> throw new IllegalStateException("it was returned");
            case Fetched.NeedsRoom(long bytes) -> fetch(job, lease, new Ask(bytes, ask.newerToo()));
            case Fetched.Newer() -> overtaken(job, lease, ask);
            case Fetched.Refused(FailureReason why) -> nothing(why);
            case Fetched.Deleted() -> nothing(FailureReason.DELETED);
            case Fetched.TooLarge(long bytes) ->
                    nothing(Size.refused(bytes, limits.object()).orElseThrow());
        };
    }

    private static Fetch nothing(FailureReason why) {
        return new Fetch.Nothing(new Outcome.Reject(why));
    }

    private Fetched ask(Job job, Lease lease, Ask ask) throws InterruptedException {
        try (Calls _ = lease.calls()) {
            return ask.newerToo()
                    ? store.fetchStanding(job, limits.object(), ask.room())
                    : store.fetch(job, limits.object(), ask.room());
        }
    }

    /**
     * A newer upload is the answer only if its row says so, for its event may never come. If no row
     * does, the last attempt answers for what stands there, which is what its customer sees (RULES
     * 2).
     */
    private Fetch overtaken(Job job, Lease lease, Ask ask) throws InterruptedException, Overtaken {
        if (row(job, lease).filter(row -> row.newerThan(job)).isPresent()) {
            return new Fetch.Nothing(
                    new Outcome.Superseded("a newer upload came before it was read"));
        }
        if (ask.newerToo() || !limits.lastAttempt(lease.message().receiveCount())) {
            throw new Overtaken("S3 holds another upload than the event announced");
        }
        return fetch(job, lease, new Ask(ask.room(), true));
    }
}
