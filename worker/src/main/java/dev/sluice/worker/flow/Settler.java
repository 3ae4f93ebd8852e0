package dev.sluice.worker.flow;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.worker.flow.Tally.Event;
import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.Calls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;

/**
 * Makes an outcome true outside: results, then the row, then the notification, then the message,
 * always in that order, so that a crash between any two steps leaves a message that brings the rest
 * about. Each step may be repeated. Nothing is called once the lease is over.
 */
final class Settler {
    private static final Logger log = LoggerFactory.getLogger(Settler.class);

    private final Settlement settlement;
    private final Announcer announcer;
    private final Returns returns;
    private final Deletes deletes;
    private final JobTally tally;

    Settler(
            Settlement settlement,
            Announcer announcer,
            Returns returns,
            Deletes deletes,
            JobTally tally) {
        this.settlement = settlement;
        this.announcer = announcer;
        this.returns = returns;
        this.deletes = deletes;
        this.tally = tally;
    }

    /** Where it counts. */
    JobTally tally() {
        return tally;
    }

    /**
     * Settles one job.
     *
     * @return whether that completed it; false, too, for what was completed before
     * @throws InterruptedException if the job was cut off meanwhile; nothing is lost then
     * @throws Overtaken if newer results stand in S3 and no row tells of them
     */
    boolean settle(Upload upload, Hold hold, Outcome outcome)
            throws InterruptedException, Overtaken {
        if (outcome instanceof Outcome.Lost) {
            unsettled(upload, hold);
            return false;
        }
        try (Calls _ = hold.lease().calls()) {
            return makeTrue(upload, hold, outcome);
        }
    }

    private boolean makeTrue(Upload upload, Hold hold, Outcome outcome)
            throws InterruptedException, Overtaken {
        Job job = upload.job();
        Lease lease = hold.lease();
        boolean completed = false;
        switch (outcome) {
            case Outcome.Done(var result, var milliseconds) -> {
                Optional<Settlement.Entry> written =
                        settlement.completed(upload, result, milliseconds, hold);
                if (written.isPresent()) {
                    completed = written.get().first();
                    completed(job, completed);
                    announcer.completed(job, written.get().place(), completed, lease);
                } else if (announcer.rows().newerThan(job)) {
                    tally.count(Event.SUPERSEDED);
                    log.info("{} is superseded by a newer upload's results", job.label());
                } else {
                    throw new Overtaken("newer results stand in S3, and its row is not newer");
                }
                delete(hold);
            }
            case Outcome.Reject(var reason) -> {
                lease.check();
                boolean first = settlement.failed(upload, reason, hold);
                if (first) {
                    tally.rejected(job.customerID(), reason.code());
                } else {
                    tally.count(Event.DUPLICATE);
                }
                log.info("failed {}: {}", job.label(), reason);
                announcer.failed(job, reason, first, lease);
                delete(hold);
            }
            case Outcome.Forgotten() -> {
                tally.count(Event.FORGOTTEN); // its row says deleted since it was dispatched
                delete(hold);
            }
            case Outcome.Superseded(String why) -> {
                tally.count(Event.SUPERSEDED);
                log.info("{} needs nothing: {}", job.label(), why);
                delete(hold);
            }
            case Outcome.CompletedBefore(Row row) -> {
                tally.count(Event.SUPERSEDED);
                log.info("{} needs nothing: it was completed before", job.label());
                settlement.again(upload, row, hold);
                announcer.completedBefore(job, row, lease);
                delete(hold);
            }
            case Outcome.HandedOver(String stage) -> {
                tally.count(Event.HANDED_OVER);
                log.info("{} goes on to {}", job.label(), stage);
                delete(hold);
            }
            case Outcome.Ended(FailureReason reason) -> {
                tally.count(Event.SUPERSEDED);
                log.info("{} needs nothing: {}", job.label(), reason);
                announcer.failed(job, reason, true, lease);
                delete(hold);
            }
            case Outcome.Retry(Duration after, String why) -> {
                log.warn("{} will be tried again in {}: {}", job.label(), after, why);
                tally.count(Event.RETRIED);
                hold.release();
                returns.again(job, lease, after);
            }
            case Outcome.Lost() -> unsettled(upload, hold);
        }
        return completed;
    }

    private void completed(Job job, boolean first) {
        if (first) {
            tally.completed(job.customerID());
            // at INFO it was a sixth of our own CPU for a job; the row says the same
            log.atDebug().log(() -> "completed " + job.label());
        } else {
            tally.count(Event.DUPLICATE);
            log.info("was settled before: {}", job.label());
        }
    }

    /** For a job that could not be settled: whoever has it next settles it. */
    void unsettled(Upload upload, Hold hold) {
        Job job = upload.job();
        if (hold.lease().alive()) {
            tally.count(Event.RETRIED);
            hold.release();
            returns.again(job, hold.lease());
        } else {
            tally.count(Event.LEASE_LOST);
            log.warn("the lease on {} is over; whoever has the job settles it", job.label());
        }
    }

    /** For a message that this worker cannot read: another may, or the dead letters have it. */
    void leave(Hold hold) {
        tally.count(Event.RETRIED);
        hold.release();
        returns.leave(hold.lease());
    }

    private void delete(Hold hold) throws InterruptedException {
        // An extension in flight would undo the delete; and once released the job is cut no more.
        hold.release();
        Thread.interrupted();
        hold.lease().check();
        if (!deletes.delete(hold.lease().message())) {
            tally.count(Event.MAY_COME_BACK);
        }
    }
}
