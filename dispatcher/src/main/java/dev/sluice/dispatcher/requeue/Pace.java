package dev.sluice.dispatcher.requeue;

import dev.sluice.shared.time.Ticker;

import java.time.Duration;

/** Keeps work to so many steps a second. One thread. */
public final class Pace {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final Ticker ticker;
    private final Rest rest;
    private long next;

    /**
     * @param perSecond above 0
     */
    public Pace(double perSecond, Ticker ticker, Rest rest) {
        this.perSecond = perSecond;
        this.ticker = ticker;
        this.rest = rest;
        this.next = ticker.nanos();
    }

    /** Waits until so many steps more are due. What was not used before is not made up for. */
    public void step(int steps) throws InterruptedException {
        long now = ticker.nanos();
        if (next - now > 0) {
            rest.of(Duration.ofNanos(next - now));
        } else {
            next = now;
        }
        next += (long) (NANOS * steps / perSecond);
    }
}
