package dev.sluice.worker.flow;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.rows.ProgressRows;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.Calls;
import dev.sluice.worker.task.Progress;

import java.time.Duration;
import java.util.Map;

/** One job's progress in its row. */
final class RowProgress implements Progress {
    /** A write costs money; dashboards look no more often. */
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final ProgressRows rows;
    private final Job job;
    private final Lease lease;
    private final Ticker ticker;
    private boolean written;
    private long last;

    RowProgress(ProgressRows rows, Job job, Lease lease, Ticker ticker) {
        this.rows = rows;
        this.job = job;
        this.lease = lease;
        this.ticker = ticker;
    }

    @Override
    public synchronized void report(Map<String, Object> state)
            throws NotNeeded, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long now = ticker.nanos();
        if (written && now - last < BETWEEN.toNanos()) {
            return;
        }
        try (Calls _ = lease.calls()) {
            if (!rows.processing(job, state, lease.message().receiveCount())) {
                throw new NotNeeded();
            }
        }
        written = true;
        last = now;
    }
}
