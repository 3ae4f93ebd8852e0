package dev.sluice.dispatcher.backfill;

import java.time.Duration;

/** Whose turn it is, of all dispatchers of a fleet. One thread. */
public interface Turn {
    /**
     * Takes it.
     *
     * @param every how long ago the last one must have {@link #finish}ed
     * @return false if it is not due, or another's
     */
    boolean take(Duration every);

    /**
     * Keeps it for another while; may be called as often as one likes.
     *
     * @return false if it is another's by now
     */
    boolean keep();

    /** It is done. */
    void finish();

    /** It is not done, and another may go on with it. */
    void release();
}
