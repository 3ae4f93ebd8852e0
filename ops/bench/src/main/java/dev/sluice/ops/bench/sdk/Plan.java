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
    /** Eight calls at a time on virtual threads, five hundred jobs a round. */
    static Plan of(int warmUp, int measured) {
        return new Plan(500, warmUp, measured, 8, true);
    }

    /** As warm as the worker that it is compared with. */
    public static Plan usual() {
        return of(6, 4);
    }

    /** For a comparison: less warm, but as much so for each. */
    static Plan brief() {
        return of(5, 3);
    }

    /** Messages needed. */
    public int jobs() {
        return round * (warmUp + measured);
    }
}
