package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.dispatcher.Lookup.Found;
import dev.sluice.dispatcher.Lookup.LookupFailed;
import dev.sluice.dispatcher.Sieve.Sorted;
import dev.sluice.shared.event.ObjectEvent;
import dev.sluice.shared.event.ObjectEvent.Created;
import dev.sluice.shared.event.ObjectEvent.Removed;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Job.Kind;
import dev.sluice.shared.job.Job.Work;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.DispatchRows.Dispatch;
import dev.sluice.shared.job.rows.JobTable.TableUnavailable;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines.Route;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.TraceContext;
import dev.sluice.shared.trace.Tracing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Turns events into rows and jobs, row first, message second: an event that failed between the two
 * finds its row as it left it when it comes again, and sends the message then. Safe for use by many
 * threads.
 */
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /** Rows written at the same time; no more than the table's connections. */
    static final int ROWS_AT_ONCE = 32;

    private final Sieve sieve;
    private final Lookup lookup;
    private final DispatchRows rows;
    private final JobQueues queues;
    private final Counts counts;
    private final Semaphore writing = new Semaphore(ROWS_AT_ONCE);

    @Inject
    Dispatcher(Sieve sieve, Lookup lookup, DispatchRows rows, JobQueues queues, Counts counts) {
        this.sieve = sieve;
        this.lookup = lookup;
        this.rows = rows;
        this.queues = queues;
        this.counts = counts;
    }

    /** What is left to do for an event once its row is written. */
    private sealed interface Step {
        /** Nothing more. */
        record Settled(Fate fate) implements Step {}

        /**
         * The job is to be sent.
         *
         * @param sent what the event's fate is then
         */
        record Send(Job job, Fate sent) implements Step {}
    }

    /**
     * @return the fate of each event, in their order; unavailable services are fates, not
     *     exceptions
     */
    List<Fate> dispatch(List<S3Record.Event> events) {
        List<Walk> walks = sideBySide(events);
        Map<Job, Optional<TraceContext>> jobs = new LinkedHashMap<>(); // each is sent once
        for (Walk walk : walks) {
            if (walk.step() instanceof Step.Send(Job job, Fate _)) {
                jobs.putIfAbsent(job, walk.scope().context());
            }
        }
        Map<Job, String> unsent = queues.send(jobs);
        List<Fate> fates = walks.stream().map(walk -> end(walk, unsent)).toList();
        fates.forEach(counts::add);
        return fates;
    }

    /** An event as far as its row, and where log lines and its trace have it. */
    private record Walk(ObjectEvent event, Step step, JobScope scope) {}

    private static Fate end(Walk walk, Map<Job, String> unsent) {
        JobScope scope = walk.scope();
        Fate fate = fate(walk.step(), unsent);
        scope.run(() -> log.debug("{} {}", fate.name(), walk.event().key()));
        scope.ended(fate.name(), fate.trouble());
        // What is no upload, such as our own result, gets no span.
        if (scope.job().isPresent() || fate.trouble().isPresent()) {
            scope.close();
        }
        return fate;
    }

    /** The walk of one event, as far as its row. */
    private Step step(ObjectEvent event) {
        Sorted sorted =
                switch (event) {
                    case Created created -> sieve.sort(created);
                    case Removed removed -> sieve.sort(removed);
                };
        return switch (sorted) {
            case Sorted.Dropped(Fate fate) -> new Step.Settled(fate);
            case Sorted.Ours(Route.Matched match) ->
                    switch (event) {
                        case Created created -> created(created, match);
                        case Removed removed -> removed(removed, match);
                    };
        };
    }

    private Step created(Created event, Route.Matched match) {
        if (match.refused().isPresent()) {
            return reject(event, match, match.refused().get());
        }
        Optional<Found> found = lookup.of(event);
        if (found.isEmpty()) {
            return reject(event, match, FailureReason.DELETED);
        }
        Job job = known(job(event, match, found.get()));
        Pipeline pipeline = match.pipeline();
        return pipeline.output().rows() == Output.Rows.COMPLETED_ONLY
                ? new Step.Send(job, new Fate.Dispatched(job))
                : step(rows.pending(job, pipeline), job, new Fate.Dispatched(job));
    }

    /** Of a part, too, it is the upload that is refused, for its IDs are at fault. */
    private Step reject(Created event, Route.Matched match, FailureReason reason) {
        Found said = new Found(event.size().orElse(0), event.eTag().orElse(""));
        Job job = known(job(event, match, said));
        return new Step.Settled(
                switch (rows.rejected(job, reason, match.pipeline())) {
                    case NEW -> new Fate.Rejected(job, reason);
                    case AGAIN -> new Fate.Retold(job, reason);
                    case NOTHING -> new Fate.Nothing(job);
                });
    }

    /**
     * Its row is written whatever rows the pipeline has: it keeps what comes late from returning.
     */
    private Step removed(Removed event, Route.Matched match) {
        Work work =
                new Work(
                        match.pipeline().name(),
                        match.version(),
                        Kind.REMOVED,
                        Optional.empty(),
                        Optional.empty());
        ObjectVersion object =
                ObjectVersion.gone(event.bucket(), event.key(), event.object().versionId());
        Job job = known(new Job(work, row(match), object, event.generation()));
        return step(rows.deleted(job, match.pipeline()), job, new Fate.Deleted(job));
    }

    /** From now on log lines of this thread are about it. */
    private static Job known(Job job) {
        JobScope.current().isAbout(job);
        return job;
    }

    private static Step step(Dispatch row, Job job, Fate sent) {
        return switch (row) {
            case NEW -> new Step.Send(job, sent);
            case AGAIN -> new Step.Send(job, new Fate.Again(job));
            case NOTHING -> new Step.Settled(new Fate.Nothing(job));
        };
    }

    private static Job job(Created event, Route.Matched match, Found found) {
        Pipeline pipeline = match.pipeline();
        return new Job(
                new Work(
                        pipeline.name(),
                        match.version(),
                        Kind.CREATED,
                        pipeline.stageToDo(Optional.empty()),
                        pipeline.part(event.key())),
                row(match),
                new ObjectVersion(
                        event.bucket(),
                        event.key(),
                        found.eTag(),
                        event.object().versionId(),
                        found.size()),
                event.generation());
    }

    private static RowKey row(Route.Matched match) {
        return new RowKey(match.customerID(), match.imageID(), match.rowID());
    }

    private static Fate fate(Step step, Map<Job, String> unsent) {
        return switch (step) {
            case Step.Settled(Fate fate) -> fate;
            case Step.Send(Job job, Fate sent) -> {
                String why = unsent.getOrDefault(job, "");
                yield why.isEmpty()
                        ? sent
                        : new Fate.Failed(
                                "cannot send the job of %s to the queue of %s: %s"
                                        .formatted(job.label(), job.pipeline(), why));
            }
        };
    }

    private List<Walk> sideBySide(List<S3Record.Event> events) {
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("row-", 0).factory())) {
            List<CompletableFuture<Walk>> walks =
                    events.stream()
                            .map(e -> CompletableFuture.supplyAsync(() -> walk(e), threads))
                            .toList();
            return walks.stream().map(CompletableFuture::join).toList();
        }
    }

    private Walk walk(S3Record.Event told) {
        JobScope scope = Tracing.event(told.trace());
        return new Walk(told.event(), scope.call(() -> tried(told.event())), scope);
    }

    private Step tried(ObjectEvent event) {
        writing.acquireUninterruptibly();
        try {
            return step(event);
        } catch (TableUnavailable | LookupFailed e) {
            return new Step.Settled(new Fate.Failed(e.getMessage() + ": " + e.getCause()));
        } catch (RuntimeException e) { // one event's surprise is not its neighbours'
            log.error("Unexpected failure with {}", event, e);
            return new Step.Settled(new Fate.Failed(e.toString()));
        } finally {
            writing.release();
        }
    }
}
