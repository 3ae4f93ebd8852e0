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

    /** Where the one before stopped; {@link Listing#START} if it was done. Once it is taken. */
    String position();

    /** Says where whoever has the next turn is to go on, unless it is done by then. */
    void reached(String position);

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

    /**
     * Something of it cannot be done just now.
     *
     * @param pause after which another may go on with it; no longer than it is due every so often
     */
    void release(Duration pause);
}
