package dev.sluice.worker.machine;

import dev.sluice.worker.time.WorkClock;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bytes that jobs may use at the same time. First come, first served: a large job is not overtaken
 * for ever by small ones. A job acquires once and never waits for a budget while it holds a later
 * one, so nothing deadlocks (RULES 17).
 */
public final class MemoryBudget {
    private static final int UNIT = 4096;

    private final int all;
    private final Semaphore free;

    public MemoryBudget(long bytes) {
        this.all = Math.max(1, (int) Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.free = new Semaphore(all, true);
    }

    /** Bytes set aside for one job; closing gives them back, once. */
    public final class Share implements AutoCloseable {
        private final int units;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Share(int units) {
            this.units = units;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                free.release(units);
            }
        }
    }

    /**
     * Waits for its turn and for the bytes; a job larger than the whole budget takes all of it. The
     * clock of the caller's job stands still meanwhile.
     */
    public Share acquire(long bytes) throws InterruptedException {
        int units = (int) Math.clamp(bytes / UNIT + 1, 1, all);
        WorkClock clock = WorkClock.ofJob();
        clock.stop();
        try {
            free.acquire(units);
            return new Share(units);
        } finally {
            clock.go();
        }
    }

    /** Bytes that may be in use. */
    public long limit() {
        return (long) all * UNIT;
    }

    /** Bytes in use. */
    public long used() {
        return (long) (all - free.availablePermits()) * UNIT;
    }
}
