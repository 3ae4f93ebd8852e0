package dev.sluice.shared.metrics;

import java.time.Duration;

/** The largest of the values of the last minute, and up to half a minute more. */
public final class RecentMost {
    private static final long HALF = Duration.ofSeconds(30).toNanos();

    // All guarded by this.
    private long half = Long.MIN_VALUE;
    private double now = Double.NaN;
    private double before = Double.NaN;
    private double beforeThat = Double.NaN;

    /**
     * @param nanos now, by a ticker
     */
    public synchronized void add(double value, long nanos) {
        turn(nanos);
        now = most(now, value);
    }

    /** NaN if there was none. */
    public synchronized double look(long nanos) {
        turn(nanos);
        return most(now, most(before, beforeThat));
    }

    private void turn(long nanos) {
        long current = Math.floorDiv(nanos, HALF);
        long passed = half == Long.MIN_VALUE ? 0 : current - half;
        for (long i = 0; i < Math.min(passed, 3); i++) {
            beforeThat = before;
            before = now;
            now = Double.NaN;
        }
        half = current;
    }

    private static double most(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    }
}
