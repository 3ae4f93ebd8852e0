package dev.sluice.worker.intake;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The right to hold messages: one permit each, taken before the poll that may bring one. */
public final class Permits {
    private final int all;
    private final Semaphore free;

    public Permits(int all) {
        this.all = all;
        this.free = new Semaphore(all);
    }

    /** Takes 1 to max permits; waits for the first only. */
    public int takeUpTo(int max) throws InterruptedException {
        free.acquire();
        int taken = 1;
        while (taken < max && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    public void giveBack(int count) {
        free.release(count);
    }

    /** How many are out: messages held, and those parked at pollers. */
    public int taken() {
        return all - free.availablePermits();
    }

    /**
     * Waits until every permit is back, which says that no message is held.
     *
     * @return false if the time ran out
     */
    public boolean awaitAllBack(Duration atMost) throws InterruptedException {
        if (!free.tryAcquire(all, atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        free.release(all);
        return true;
    }
}
