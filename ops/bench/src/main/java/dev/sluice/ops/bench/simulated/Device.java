package dev.sluice.ops.bench.simulated;

import java.util.List;

/**
 * What a simulated accelerator costs: a batch of n takes a + b·n milliseconds, and no CPU.
 *
 * @param fixedMillis a
 * @param perItemMillis b
 */
public record Device(double fixedMillis, double perItemMillis) {
    private static final double NANOS = 1e6;

    /** Time of one batch. */
    public long nanos(int items) {
        return Math.round((fixedMillis + perItemMillis * items) * NANOS);
    }

    /** Most items a second, in batches of this size without a pause between them. */
    public double perSecond(int batch) {
        return batch / (nanos(batch) / 1e9);
    }

    /** As the command line of a {@link SimulatedWorker}. */
    List<String> arguments() {
        return List.of(Double.toString(fixedMillis), Double.toString(perItemMillis));
    }

    static Device parse(String fixedMillis, String perItemMillis) {
        return new Device(Double.parseDouble(fixedMillis), Double.parseDouble(perItemMillis));
    }

    /** For logs. */
    @Override
    public String toString() {
        return "simulated, %s + %s·n ms".formatted(fixedMillis, perItemMillis);
    }
}
