package dev.sluice.worker.flow;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.CustomerGroup;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.TraceContext;
import dev.sluice.worker.intake.Lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives messages back to their queue. The queue counts receives and moves a message to the dead
 * letters after {@link Pipeline.Limits#receives}; that is for jobs that kill their worker. One that
 * is given back in order, for the worker stops or S3 is out of reach, is sent anew before the count
 * is used up, so that no state of the fleet ever makes a customer's row {@code failed}.
 */
final class Returns {
    private static final Logger log = LoggerFactory.getLogger(Returns.class);

    /** SQS would have dropped a message after these: ten days, less a day of waiting. */
    private static final Duration OLDEST = Duration.ofDays(9);

    private final Pipeline pipeline;
    private final WorkQueue queue;
    private final Patience patience;
    private final InstantSource clock;

    Returns(Pipeline pipeline, WorkQueue queue, Patience patience, InstantSource clock) {
        this.pipeline = pipeline;
        this.queue = queue;
        this.patience = patience;
        this.clock = clock;
    }

    /** Makes a job visible again after a while. Call when its lease is released. */
    void again(Job job, Lease lease, Duration after) {
        if (!lease.alive()) {
            return;
        }
        boolean last = lease.message().receiveCount() >= pipeline.limits().receives();
        boolean young = job.eventTime().plus(OLDEST).isAfter(clock.instant());
        if (!(last && young && sentAnew(job, lease.message(), after))) {
            hide(lease.message(), after);
        }
    }

    /** As above, after the pause for trouble outside. */
    void again(Job job, Lease lease) {
        again(job, lease, patience.trouble().after(lease.message().receiveCount()));
    }

    /** Leaves a message for others, for long: parts of a fleet that differ are soon alike again. */
    void leave(Lease lease) {
        if (lease.alive()) {
            hide(lease.message(), patience.sick().after(lease.message().receiveCount()));
        }
    }

    /** Where this attempt is in its trace: the next one follows from it. */
    private static Optional<String> trace() {
        return JobScope.current().context().map(TraceContext::xRay);
    }

    private boolean sentAnew(Job job, Received message, Duration after) {
        String group = CustomerGroup.of(job.customerID());
        Outgoing copy = new Outgoing(message.body(), group, after, trace());
        Map<Outgoing, String> refused = queue.send(List.of(copy));
        if (!refused.isEmpty()) {
            log.warn(
                    "{} cannot be sent anew and may end in the dead letters: {}; the worker needs"
                            + " sqs:SendMessage",
                    job.label(),
                    refused.values().iterator().next());
            return false;
        }
        log.warn("{} was received {} times, and is sent anew", job.label(), message.receiveCount());
        // if this fails there are two, and the row knows which was first
        queue.delete(List.of(message));
        return true;
    }

    private void hide(Received message, Duration after) {
        queue.hide(List.of(message), after)
                .values()
                .forEach(why -> log.warn("a message comes back with its lease only: {}", why));
    }
}
