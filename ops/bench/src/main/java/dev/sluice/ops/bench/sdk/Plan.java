package dev.sluice.ops.bench.sdk;

/**
 * How much to do.
 *
 * @param round jobs between two readings of the CPU clock, which ticks in 10 ms; a multiple of ten,
 *     and few enough to end within the queue's visibility time-out
 * @param warmUp rounds not counted
 * @param measured rounds counted
 * @param threads calls at the same time
 * @param virtual on virtual threads, as in the worker, or on platform threads
 */
public record Plan(int round, int warmUp, int measured, int threads, boolean virtual) {
    /** Ends in about 20 s on two cores, most of it warming up. */
    public static Plan usual() {
        return new Plan(500, 8, 4, 8, true);
    }

    /** For a comparison: less warm, but as much so for each. */
    static Plan brief() {
        return new Plan(500, 5, 3, 8, true);
    }

    /** Messages needed. */
    public int jobs() {
        return round * (warmUp + measured);
    }
}
