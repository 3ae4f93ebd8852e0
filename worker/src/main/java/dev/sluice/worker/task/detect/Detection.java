package dev.sluice.worker.task.detect;

import dev.sluice.worker.task.picture.Box;

/**
 * An object, in pixels of the picture and within it.
 *
 * @param label name of its class
 * @param index of the class, from 0
 * @param confidence 0 to 1
 */
record Detection(String label, int index, float confidence, Edges edges) {
    /** Where it is; not whole pixels. */
    record Edges(double left, double top, double right, double bottom) {
        /** The pixels that it touches. */
        Box pixels() {
            return new Box(
                    (int) Math.floor(left),
                    (int) Math.floor(top),
                    (int) Math.ceil(right),
                    (int) Math.ceil(bottom));
        }
    }
}
