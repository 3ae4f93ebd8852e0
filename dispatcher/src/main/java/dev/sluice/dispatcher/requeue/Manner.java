package dev.sluice.dispatcher.requeue;

import java.time.Duration;

/**
 * How hard the work may press on what live uploads need, too.
 *
 * @param perSecond rows looked at, at most; above 0
 * @param ahead messages in a pipeline's queue beyond which nothing is added to it, 1 at least: what
 *     a live upload waits behind
 * @param patience how long a full queue is waited for before no more than a few jobs are added to
 *     it, once in as long, and the rest is left for another time
 * @param goesOn whether a queue that fails is left for another time, too; else it ends the work
 */
public record Manner(double perSecond, int ahead, Duration patience, boolean goesOn) {
    /** So many jobs are a moment's work, and enough to keep workers busy between two looks. */
    public static final int AHEAD = 100;

    public static final double PER_SECOND = 1000;

    /** A day's run has time, but not for a pipeline that nobody serves. */
    public static Manner daily() {
        return new Manner(PER_SECOND, AHEAD, Duration.ofMinutes(10), true);
    }
}
