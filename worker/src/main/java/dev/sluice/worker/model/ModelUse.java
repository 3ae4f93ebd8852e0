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
    /** Of a model that has not run. */
    public static final ModelUse NONE = new ModelUse(1, 0, 0, 0, new Waits(0, 0));

    /**
     * Times that items waited.
     *
     * @param longestNanos the longest of them since somebody last looked
     */
    public record Waits(long sumNanos, long longestNanos) {}

    /** This one's and another's, of a model that has the same name and perhaps another limit. */
    public ModelUse plus(ModelUse other) {
        return new ModelUse(
                Math.max(batchLimit, other.batchLimit),
                batches + other.batches,
                items + other.items,
                busyNanos + other.busyNanos,
                new Waits(
                        waits.sumNanos() + other.waits.sumNanos(),
                        Math.max(waits.longestNanos(), other.waits.longestNanos())));
    }

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
