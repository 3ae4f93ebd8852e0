package dev.sluice.worker.task.flakes;

import java.util.List;

/**
 * One flake; all lengths in pixels of the picture, origin at its top left.
 *
 * @param thickness name of the layer class
 * @param box the least upright rectangle around it
 * @param outline its outer contour, corners only
 * @param size pixels of the class, before holes are filled
 * @param area pixels after filling
 * @param confidence that its shape is a flake's, 0.5 to 1
 * @param meanContrast of the filled area, BGR, I / background − 1
 * @param around the least rectangle around it, at any angle
 * @param entropy mean local entropy of its surface, bits
 */
record Flake(
        String thickness,
        Box box,
        List<Pixel> outline,
        int size,
        int area,
        double confidence,
        List<Double> meanContrast,
        Rectangle around,
        double entropy) {

    record Pixel(int x, int y) {}

    /**
     * @param right first column outside
     * @param bottom first row outside
     */
    record Box(int left, int top, int right, int bottom) {}

    /** A rectangle at any angle. */
    record Rectangle(double centerX, double centerY, double shortSide, double longSide) {
        double aspectRatio() {
            return shortSide > 0 ? longSide / shortSide : longSide;
        }
    }
}
