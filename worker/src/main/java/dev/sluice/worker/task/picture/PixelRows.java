package dev.sluice.worker.task.picture;

/** Takes a scaled picture row by row; the arrays are used again. */
@FunctionalInterface
interface PixelRows {
    /**
     * @param y in the network's frame
     * @param blue values 0 to 255, as the others
     */
    void row(int y, int[] blue, int[] green, int[] red);
}
