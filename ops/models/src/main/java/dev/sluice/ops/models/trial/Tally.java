package dev.sluice.ops.models.trial;

/**
 * How well answers agree with what samples show.
 *
 * @param right answers that name what the sample shows
 * @param of samples
 * @param sure sum of the confidences of the right answers
 */
public record Tally(int right, int of, double sure) {
    /** A difference of confidence, on the average sample, that is no accident. */
    private static final double CLEAR = 0.02;

    static final Tally NONE = new Tally(0, 0, 0);

    Tally plus(boolean isRight, double confidence) {
        return new Tally(right + (isRight ? 1 : 0), of + 1, sure + (isRight ? confidence : 0));
    }

    boolean isBetterThan(Tally other) {
        return right > other.right || (right == other.right && sure > other.sure + CLEAR * of);
    }

    @Override
    public String toString() {
        return right + " of " + of;
    }
}
