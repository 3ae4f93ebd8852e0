package dev.sluice.ops.flakes.score;

/**
 * How well what was found is what is there.
 *
 * @param there flakes
 * @param found by the pipeline
 * @param matched of these, those that overlap one that is there by more than half of both together
 * @param told of the matched, those whose layers the pipeline told
 * @param right of the told, those that are as thick as it said
 */
public record Score(int pictures, int there, int found, int matched, int told, int right) {
    static final Score NONE = new Score(0, 0, 0, 0, 0, 0);

    Score plus(Score other) {
        return new Score(
                pictures + other.pictures,
                there + other.there,
                found + other.found,
                matched + other.matched,
                told + other.told,
                right + other.right);
    }

    /** The harmonic mean of precision and recall, 0 to 1; 1 where nothing is and nothing found. */
    public double f1() {
        return there + found == 0 ? 1 : 2.0 * matched / (there + found);
    }

    /** Found, and not there, a picture. */
    public double falseEach() {
        return pictures == 0 ? 0 : (double) (found - matched) / pictures;
    }

    /** The part of the matched whose layers are right. */
    public double layersRight() {
        return matched == 0 ? 0 : (double) right / matched;
    }
}
