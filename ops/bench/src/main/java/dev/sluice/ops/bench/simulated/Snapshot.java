package dev.sluice.ops.bench.simulated;

/**
 * What a simulated worker did since it started, taken at one moment by itself.
 *
 * @param nanos when, by a clock that only differences mean something of
 * @param settled messages that are through, whatever became of them
 * @param completed of these, with a result that was the first
 * @param batchLimit most pictures in a batch
 * @param deviceNanos time that the simulated device was busy
 */
public record Snapshot(
        long nanos,
        long cpuNanos,
        long settled,
        long completed,
        int batchLimit,
        long batches,
        long items,
        long deviceNanos) {

    /** What lies between an earlier one and this. */
    public Snapshot since(Snapshot earlier) {
        return new Snapshot(
                nanos - earlier.nanos,
                cpuNanos - earlier.cpuNanos,
                settled - earlier.settled,
                completed - earlier.completed,
                batchLimit,
                batches - earlier.batches,
                items - earlier.items,
                deviceNanos - earlier.deviceNanos);
    }

    /** Messages settled per second. */
    public double perSecond() {
        return settled / (nanos / 1e9);
    }

    /** CPU-milliseconds per message. */
    public double cpuMillis() {
        return cpuNanos / 1e6 / settled;
    }

    /** Mean batch as a share of the limit, 0 to 1. */
    public double fill() {
        return batches == 0 ? 0 : (double) items / batches / batchLimit;
    }

    /** Share of the time that the device was busy, 0 to 1. */
    public double busy() {
        return (double) deviceNanos / nanos;
    }
}
