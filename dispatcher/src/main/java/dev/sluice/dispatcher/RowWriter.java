package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.dispatcher.Lookup.Found;
import dev.sluice.dispatcher.Lookup.LookupFailed;
import dev.sluice.dispatcher.Sieve.Sorted;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobTable;
import dev.sluice.shared.job.JobTable.TableUnavailable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines.Route;

import java.util.Optional;

/** The first half of dispatching: from event to row. */
final class RowWriter {
    private final Sieve sieve;
    private final Lookup lookup;
    private final JobTable rows;

    @Inject
    RowWriter(Sieve sieve, Lookup lookup, JobTable rows) {
        this.sieve = sieve;
        this.lookup = lookup;
        this.rows = rows;
    }

    /** What is to be done for an event once its row is written. */
    sealed interface Step {
        /** Nothing more. */
        record Settled(Fate fate) implements Step {}

        /**
         * The job is to be sent.
         *
         * @param sent what the event's fate is then
         */
        record Send(Pipeline pipeline, Job job, Fate sent) implements Step {}
    }

    Step write(UploadEvent event) {
        return switch (sieve.sort(event)) {
            case Sorted.Dropped(Fate fate) -> new Step.Settled(fate);
            case Sorted.Upload(Route.Matched match) -> write(event, match);
        };
    }

    private Step write(UploadEvent event, Route.Matched match) {
        try {
            if (match.refused().isPresent()) {
                return reject(event, match, match.refused().get());
            }
            Optional<Found> found = lookup.of(event);
            return found.isPresent()
                    ? pending(job(event, match, found.get()), match.pipeline())
                    : reject(event, match, FailureReason.DELETED);
        } catch (TableUnavailable | LookupFailed e) {
            return new Step.Settled(new Fate.Failed(e.getMessage() + ": " + e.getCause()));
        }
    }

    private Step reject(UploadEvent event, Route.Matched match, FailureReason reason) {
        Found said = new Found(event.size().orElse(0), event.eTag().orElse(""));
        Job job = job(event, match, said);
        return new Step.Settled(
                switch (rows.rejected(job, reason, match.pipeline().retention())) {
                    case NEW -> new Fate.Rejected(job, reason);
                    case AGAIN, NOTHING -> new Fate.Nothing(job);
                });
    }

    private Step pending(Job job, Pipeline pipeline) {
        if (pipeline.output().rows() == Pipeline.Rows.COMPLETED_ONLY) {
            return new Step.Send(pipeline, job, new Fate.Dispatched(job));
        }
        return switch (rows.pending(job, pipeline.retention())) {
            case NEW -> new Step.Send(pipeline, job, new Fate.Dispatched(job));
            case AGAIN -> new Step.Send(pipeline, job, new Fate.Again(job));
            case NOTHING -> new Step.Settled(new Fate.Nothing(job));
        };
    }

    private static Job job(UploadEvent event, Route.Matched match, Found found) {
        return new Job(
                match.pipeline().name(),
                match.pipeline().version(),
                match.customerID(),
                match.imageID(),
                match.rowID(),
                event.bucket(),
                event.key(),
                found.eTag(),
                event.versionId(),
                found.size(),
                event.generation(),
                event.eventTime());
    }
}
