package dev.sluice.worker.model;

import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.model.BatchQueue.Item;

import java.util.List;

/** Adds up a model's {@link ModelUse}, and knows since when it runs. */
final class UseMeter {
    /** No run is in progress. */
    static final long IDLE = Long.MIN_VALUE;

    private final int batchLimit;
    private final Ticker ticker;

    // All guarded by this.
    private long batches;
    private long items;
    private long busyNanos;
    private long waitedNanos;
    private long longestWaitNanos;
    private long runningSince = IDLE;
    private int running;

    UseMeter(int batchLimit, Ticker ticker) {
        this.batchLimit = batchLimit;
        this.ticker = ticker;
    }

    /** These items need not wait any longer. */
    synchronized void taken(List<Item> batch) {
        long now = ticker.nanos();
        for (Item item : batch) {
            long waited = now - item.enqueued;
            waitedNanos += waited;
            longestWaitNanos = Math.max(longestWaitNanos, waited);
        }
    }

    synchronized void runBegins(int batch) {
        runningSince = ticker.nanos();
        running = batch;
    }

    synchronized void runEnded() {
        busyNanos += ticker.nanos() - runningSince;
        runningSince = IDLE;
    }

    /** So many items of a batch ran. */
    synchronized void succeeded(int ran) {
        batches += Math.min(ran, 1);
        items += ran;
    }

    /** When the run in progress began, by the ticker; {@link #IDLE} if there is none. */
    synchronized long runningSince() {
        return runningSince;
    }

    /** Items of the run in progress, or of the last one. */
    synchronized int running() {
        return running;
    }

    synchronized ModelUse look() {
        ModelUse use = glance();
        longestWaitNanos = 0;
        return use;
    }

    synchronized ModelUse glance() {
        long current = runningSince == IDLE ? 0 : ticker.nanos() - runningSince;
        return new ModelUse(
                batchLimit,
                batches,
                items,
                busyNanos + current,
                new ModelUse.Waits(waitedNanos, longestWaitNanos));
    }
}
