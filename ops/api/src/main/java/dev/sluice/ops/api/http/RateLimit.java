package dev.sluice.ops.api.http;

import dev.sluice.shared.time.Ticker;

import java.time.Duration;

/** So many calls a second in the long run, and twice as many at once. Of one process alone. */
final class RateLimit {
    private static final double NANOS = 1e9;

    private final Ticker ticker;
    private final double perSecond;

    // Guarded by this.
    private double left;
    private long seen;

    /**
     * @param perSecond above 0
     */
    RateLimit(double perSecond, Ticker ticker) {
        this.ticker = ticker;
        this.perSecond = perSecond;
        this.left = burst();
        this.seen = ticker.nanos();
    }

    /**
     * Takes one call, if there is one left.
     *
     * @return how long to wait for the next; zero if this one was taken
     */
    synchronized Duration take() {
        long now = ticker.nanos();
        left = Math.min(burst(), left + (now - seen) / NANOS * perSecond);
        seen = now;
        if (left < 1) {
            return Duration.ofNanos((long) Math.ceil((1 - left) / perSecond * NANOS));
        }
        left--;
        return Duration.ZERO;
    }

    private double burst() {
        return 2 * perSecond;
    }
}
