package dev.sluice.ops.bench.simulated;

/** What a simulated accelerator costs: a batch of n takes a + b·n milliseconds, and no CPU. */
public record Device(double fixedMillis, double perItemMillis) {
    /** Time of one batch. */
    public long nanos(int items) {
        return Math.round((fixedMillis + perItemMillis * items) * 1e6);
    }

    /** Most items a second, in batches of this size without a pause between them. */
    public double perSecond(int batch) {
        return batch / (nanos(batch) / 1e9);
    }

    /** For logs. */
    @Override
    public String toString() {
        return "simulated, %s + %s·n ms".formatted(fixedMillis, perItemMillis);
    }
}
