package dev.sluice.worker.flow;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.notify.Notification;
import dev.sluice.worker.intake.Lease;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Says how jobs ended: first the row, then a notification to whoever wants one, which may go out
 * again, under the same ID, when its message comes again (RULES 5).
 */
record Announcer(FinalRows rows, Notices notices, InstantSource clock) {
    /** Of a lease: so that one extension or two may fail meanwhile. */
    private static final int BUDGET = 4;

    /**
     * A job's row says completed.
     *
     * @param first whether it says so by this job's write. If not, whoever wrote it may have died
     *     before it told anybody
     */
    void completed(Job job, ResultPlace result, boolean first, Lease lease)
            throws InterruptedException {
        if (!notices.wanted(job.pipeline())) {
            return;
        }
        if (first) {
            tell(Notification.completed(job, result, clock.instant()), lease);
            return;
        }
        lease.check();
        Optional<Row> row = rows.completing(job);
        if (row.isPresent()) {
            tell(Notification.completed(job, row.get()), lease);
        }
    }

    /** As above, for a message that came again. */
    void completedBefore(Job job, Row row, Lease lease) throws InterruptedException {
        if (notices.wanted(job.pipeline())) {
            tell(Notification.completed(job, row), lease);
        }
    }

    /**
     * A job's row says failed.
     *
     * @param written if not, it tells of something else, and so does somebody else
     */
    void failed(Job job, FailureReason reason, boolean written, Lease lease)
            throws InterruptedException {
        if (written && notices.wanted(job.pipeline())) {
            tell(Notification.failed(job, reason, clock.instant()), lease);
        }
    }

    private void tell(Notification notification, Lease lease) throws InterruptedException {
        lease.check();
        Duration budget = rows.pipeline().lease().dividedBy(BUDGET);
        notices.tell(List.of(notification), lease::alive, budget);
    }
}
