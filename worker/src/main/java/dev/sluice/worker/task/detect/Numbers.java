package dev.sluice.worker.task.detect;

/**
 * What a detector's numbers mean.
 *
 * @param threshold least confidence
 * @param logits whether a sigmoid makes scores of the values
 * @param corners what four numbers say of a box
 * @param unitX how many pixels of the frame 1 is wide: 1, or its width for fractions
 * @param unitY as {@code unitX}, for heights
 */
record Numbers(float threshold, boolean logits, Corners corners, double unitX, double unitY) {
    /** What four numbers say of a box. */
    enum Corners {
        /** Left, top, right, bottom. */
        CORNERS,
        /** The middle's column and row, width, height. */
        MIDDLE,
        /** Top, left, bottom, right, as TensorFlow has it. */
        ROWS_FIRST
    }

    float score(float value) {
        return logits ? (float) (1 / (1 + Math.exp(-value))) : value;
    }

    boolean enough(float score) {
        return score >= threshold;
    }

    /** What four numbers, one after the other, say. */
    Edges edges(double a, double b, double c, double d) {
        return switch (corners) {
            case CORNERS -> scaled(a, b, c, d);
            case MIDDLE -> scaled(a - c / 2, b - d / 2, a + c / 2, b + d / 2);
            case ROWS_FIRST -> scaled(b, a, d, c);
        };
    }

    private Edges scaled(double left, double top, double right, double bottom) {
        return new Edges(left * unitX, top * unitY, right * unitX, bottom * unitY);
    }
}
