package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobTable;
import dev.sluice.shared.job.JobTable.TableUnavailable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Pipelines.Route;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;

/** The first half of dispatching: from event to row. */
final class RowWriter {
    private static final Logger log = LoggerFactory.getLogger(RowWriter.class);

    /** DynamoDB: bytes of a partition key, and of a sort key. */
    private static final int LONGEST_CUSTOMER = 2048;

    private static final int LONGEST_ROW = 1024;

    private final Pipelines pipelines;
    private final JobTable rows;

    @Inject
    RowWriter(Pipelines pipelines, JobTable rows) {
        this.pipelines = pipelines;
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
        return switch (pipelines.route(event.key())) {
            case Route.NoPipeline() -> new Step.Settled(new Fate.Ignored(event.key()));
            case Route.Matched match -> write(event, match);
        };
    }

    private Step write(UploadEvent event, Route.Matched match) {
        Job job = job(event, match);
        if (!storable(job)) {
            // No row can tell the customer, and trying again would never end.
            log.warn("Dropped {}: its IDs are too long for a row", job.label());
            return new Step.Settled(new Fate.Ignored(event.key()));
        }
        try {
            return match.invalidId()
                    .map(sentence -> reject(job, sentence, match.pipeline()))
                    .orElseGet(() -> pending(job, match.pipeline()));
        } catch (TableUnavailable e) {
            return new Step.Settled(new Fate.Failed(e.getMessage() + ": " + e.getCause()));
        }
    }

    private Step reject(Job job, String sentence, Pipeline pipeline) {
        FailureReason reason = new FailureReason("invalid-id", sentence);
        return new Step.Settled(
                switch (rows.rejected(job, reason, pipeline.retention())) {
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

    private static Job job(UploadEvent event, Route.Matched match) {
        return new Job(
                match.pipeline().name(),
                match.pipeline().model().version(),
                match.customerID(),
                match.imageID(),
                match.rowID(),
                event.bucket(),
                event.key(),
                event.eTag(),
                event.versionId(),
                event.size(),
                event.generation(),
                event.eventTime());
    }

    private static boolean storable(Job job) {
        return fits(job.customerID(), LONGEST_CUSTOMER) && fits(job.rowID(), LONGEST_ROW);
    }

    private static boolean fits(String id, int bytes) {
        return !id.isEmpty() && id.getBytes(StandardCharsets.UTF_8).length <= bytes;
    }
}
