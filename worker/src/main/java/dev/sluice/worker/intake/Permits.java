package dev.sluice.worker.intake;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The right to hold messages: one permit each, taken before the poll that may bring one. */
public final class Permits {
    /** A part this small of all permits may lie idle until a receive is worth its price. */
    private static final int FEW = 8;

    private final int all;
    private final Semaphore free;

    public Permits(int all) {
        this.all = all;
        this.free = new Semaphore(all);
    }

    /**
     * Takes up to max permits. Waits until an eighth of all is free, or max: a busy worker frees
     * them one by one, and would ask for single messages, each at the price of ten. Those that are
     * not used meanwhile are few.
     *
     * @return at least 1
     */
    public int takeUpTo(int max) throws InterruptedException {
        int taken = Math.clamp(all / FEW, 1, max);
        free.acquire(taken);
        while (taken < max && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    public void giveBack(int count) {
        free.release(count);
    }

    /** How many there are. */
    public int all() {
        return all;
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
