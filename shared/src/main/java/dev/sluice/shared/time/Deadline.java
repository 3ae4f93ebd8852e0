package dev.sluice.shared.time;

import java.time.Duration;

/** An end that several waits share. */
public final class Deadline {
    private final Ticker ticker;
    private final long end;

    /**
     * @param from how long from now; negative counts as zero
     */
    public Deadline(Duration from, Ticker ticker) {
        this.ticker = ticker;
        this.end = ticker.nanos() + Math.max(0, from.toNanos());
    }

    /** What is left, zero when it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - ticker.nanos()));
    }

    /** Whichever of two ends first. */
    public Deadline orSooner(Deadline other) {
        return other.left().compareTo(left()) < 0 ? other : this;
    }

    /** What is left without a reserve, zero when that has begun. */
    public Duration leftBefore(Duration reserve) {
        Duration left = left().minus(reserve);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
