package dev.sluice.shared.metrics;

import java.time.Duration;

/**
 * The largest of the values of the last while, a minute unless told, and up to half as much more.
 */
public final class RecentMost {
    private final long halfNanos;

    // All guarded by this.
    private long half = Long.MIN_VALUE;
    private double now = Double.NaN;
    private double before = Double.NaN;
    private double beforeThat = Double.NaN;

    public RecentMost() {
        this(Duration.ofMinutes(1));
    }

    /**
     * @param span how long a value counts at least, up to half as much more; with none, only the
     *     last one does
     */
    public RecentMost(Duration span) {
        this.halfNanos = Math.max(1, span.toNanos() / 2);
    }

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
        long current = Math.floorDiv(nanos, halfNanos);
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
