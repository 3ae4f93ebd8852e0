package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Undecodable;

/**
 * A recording as mono samples, decoded while they are read, so that hours of it need no more memory
 * than the upload. Not for use by two threads at once.
 */
public final class Sound implements AutoCloseable {
    /** Samples a second. */
    public static final int RATE = 16_000;

    private final double seconds;
    private final Samples samples;

    Sound(double seconds, Samples samples) {
        this.seconds = seconds;
        this.samples = samples;
    }

    /** How long it is, by its header. */
    public double seconds() {
        return seconds;
    }

    /**
     * The next samples; call on {@link dev.sluice.worker.machine.Cpu}.
     *
     * @param into is filled from its start; -1 to 1, a little more where the recording is loud
     * @return how many, fewer than there is room for only at the end
     * @throws Undecodable if the recording is broken
     */
    public int read(float[] into) throws Undecodable {
        int filled = 0;
        while (filled < into.length) {
            int read = samples.read(into, filled, into.length - filled);
            if (read <= 0) {
                break;
            }
            filled += read;
        }
        return filled;
    }

    @Override
    public void close() {
        // it has nothing but memory
    }
}
