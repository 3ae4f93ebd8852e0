package dev.sluice.worker.input.sound;

import dev.sluice.worker.input.Undecodable;

/** Mono samples in a row, -1 to 1. */
@FunctionalInterface
interface Samples {
    /**
     * Reads the next ones.
     *
     * @return how many, at least 1 and at most {@code most}; 0 at the end
     * @throws Undecodable if the recording is broken
     */
    int read(float[] into, int from, int most) throws Undecodable;
}
