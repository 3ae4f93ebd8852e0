package dev.sluice.worker.input.sound;

/** A recording whose header is read and whose samples are not. */
interface Recording {
    /** Samples of a channel a second. */
    int rate();

    double seconds();

    /** From the start, the channels mixed to one, at {@link #rate}. */
    Samples samples();
}
