package dev.sluice.ops.bench.sdk;

/**
 * How many rounds to do.
 *
 * @param warmUp rounds not counted
 * @param measured rounds counted
 */
public record Plan(int warmUp, int measured) {
    /**
     * Jobs between two readings of the CPU clock, which ticks in 10 ms; a multiple of ten, and few
     * enough to end within the queue's visibility time-out.
     */
    static final int ROUND = 500;

    /** Calls at the same time, on virtual threads as in the worker. */
    static final int CALLERS = 8;

    /** About as warm as the worker that it is compared with. */
    public static Plan usual() {
        return new Plan(4, 3);
    }

    /** For a comparison: less warm, but as much so for each. */
    static Plan brief() {
        return new Plan(4, 2);
    }

    /** Messages needed. */
    public int jobs() {
        return ROUND * (warmUp + measured);
    }
}
