package dev.sluice.worker.task.flakes;

/**
 * Tells flakes from scratches, dirt and tape residue by their outline: a logistic regression
 * trained by the authors of 2DMatGMM ({@code classifier_L2_logistic.joblib}, whose weights these
 * are).
 */
final class ShapeFilter {
    private static final double ROUGHNESS_WEIGHT = -0.6023313994658692;
    private static final double SOLIDITY_WEIGHT = 3.407656207829059;
    private static final double BIAS = 2.960335491687551;
    private static final double KEPT_ABOVE = 0.5;

    private ShapeFilter() {}

    /**
     * The probability that an outline is a flake's, 0 to 1.
     *
     * @param perimeter px
     * @param area px, enclosed by the outline
     * @param hullArea px, of its convex hull
     */
    static double confidence(double perimeter, double area, double hullArea) {
        if (area <= 0 || hullArea <= 0) {
            return 0; // a line encloses nothing
        }
        double roughness = perimeter / Math.sqrt(area);
        double solidity = area / hullArea;
        return 1
                / (1
                        + Math.exp(
                                -(ROUGHNESS_WEIGHT * roughness
                                        + SOLIDITY_WEIGHT * solidity
                                        + BIAS)));
    }

    static boolean keeps(double confidence) {
        return confidence > KEPT_ABOVE;
    }
}
