package dev.sluice.worker.intake;

/**
 * How many of the last 200 receives were repeats. A few are suspects and run alone; many are an
 * outage, and batches of one would make it worse (RULES 11).
 */
public final class RepeatRate {
    private static final int WINDOW = 200;
    private static final double OUTAGE = 0.2;

    private final boolean[] repeats = new boolean[WINDOW];
    private int next;
    private int count;

    public synchronized void received(boolean repeat) {
        if (repeats[next]) {
            count--;
        }
        repeats[next] = repeat;
        if (repeat) {
            count++;
        }
        next = (next + 1) % WINDOW;
    }

    /**
     * Whether over a fifth were repeats; what a young worker has not received yet counts as none.
     */
    public synchronized boolean outage() {
        return count > OUTAGE * WINDOW;
    }
}
