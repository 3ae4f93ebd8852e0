package dev.sluice.worker.model;

/**
 * How a pipeline's model was used since the worker started. Looked at twice, {@link #since} gives
 * what lies between; with the time between, {@code busyNanos} gives the share that the model ran.
 *
 * @param batchLimit most items in a batch
 * @param batches that ran, without those that failed
 * @param items in them
 * @param busyNanos time running, warm-ups, failed runs and the one in progress included
 * @param waits of items, from their call to the start of their run: for their batch, for the one
 *     before it, and for other models' turns
 */
public record ModelUse(int batchLimit, long batches, long items, long busyNanos, Waits waits) {
    /**
     * Times that items waited.
     *
     * @param longestNanos the longest of them since somebody last looked
     */
    public record Waits(long sumNanos, long longestNanos) {}

    /** Mean items in a batch; 0 if none ran. */
    public double meanBatch() {
        return batches == 0 ? 0 : (double) items / batches;
    }

    /** Mean items in a batch as a share of the limit, 0 to 1. */
    public double fill() {
        return meanBatch() / batchLimit;
    }

    /** What came after an earlier look at the same model; the longest wait is this look's. */
    public ModelUse since(ModelUse earlier) {
        return new ModelUse(
                batchLimit,
                batches - earlier.batches,
                items - earlier.items,
                busyNanos - earlier.busyNanos,
                new Waits(waits.sumNanos() - earlier.waits.sumNanos(), waits.longestNanos()));
    }
}
