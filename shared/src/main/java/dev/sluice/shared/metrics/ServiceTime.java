package dev.sluice.shared.metrics;

import java.time.Duration;

/**
 * What one job takes of a busy worker: the time during which at least one message was in hand, by
 * the jobs that ended in it. Jobs side by side share it, so it is one by the throughput.
 *
 * <p>A worker that is hardly busy is quicker than that time says, for its jobs share nothing. So
 * each look counts by how full the worker was: a minute with all permits out replaces the mean but
 * for a third, and a trickle hardly moves it.
 */
public final class ServiceTime {
    /** Before the first job has ended, unless more has been seen to pass. */
    public static final Duration UNKNOWN = Duration.ofSeconds(1);

    /** Looks are put together to this, so that few jobs do not make a mean of their own. */
    private static final double LOOK_SECONDS = 5;

    private static final double MEMORY_SECONDS = 60;

    private final int permits;

    // All guarded by this.
    private long last;
    private boolean begun;
    private long jobsBefore;
    private double busy;
    private double full;

    /** Messages in hand at the last look at which there were any. */
    private int sharers = 1;

    private double mean = Double.NaN;

    /**
     * @param permits messages that may be in hand, at least 1
     */
    public ServiceTime(int permits) {
        this.permits = permits;
    }

    /**
     * A look, as often as you like; it stands for the time since the last one.
     *
     * @param nanos now, by a ticker
     * @param held messages in hand
     * @param jobs that ended so far
     */
    public synchronized void look(long nanos, int held, long jobs) {
        double seconds = begun ? (nanos - last) / 1e9 : 0;
        last = nanos;
        if (!begun) {
            begun = true;
            jobsBefore = jobs;
        }
        if (held > 0) {
            sharers = Math.min(held, permits);
            busy += seconds;
            full += seconds * sharers / permits;
        }
        long ended = jobs - jobsBefore;
        if (ended > 0 && busy >= LOOK_SECONDS) {
            double weight = Double.isNaN(mean) ? 1 : 1 - Math.exp(-full / MEMORY_SECONDS);
            mean = Double.isNaN(mean) ? busy / ended : mean + weight * (busy / ended - mean);
            jobsBefore = jobs;
            busy = 0;
            full = 0;
        }
    }

    /**
     * Seconds, more than 0. While none ends it grows to what it is if all in hand end now: the time
     * that has passed, by those that shared it.
     *
     * @param jobs that ended so far
     */
    public synchronized double seconds(long jobs) {
        long ended = jobs - jobsBefore;
        double atLeast = busy / sharers;
        if (Double.isNaN(mean)) {
            return ended > 0 && busy > 0
                    ? busy / ended
                    : Math.max(UNKNOWN.toMillis() / 1e3, atLeast);
        }
        return Math.max(mean, ended > 0 ? 0 : atLeast);
    }
}
