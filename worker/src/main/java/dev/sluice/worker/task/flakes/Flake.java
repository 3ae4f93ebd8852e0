package dev.sluice.worker.task.flakes;

import dev.sluice.worker.task.picture.Box;

import java.util.List;

/**
 * One flake; all lengths in pixels of the picture, origin at its top left.
 *
 * @param thickness name of the layer class
 * @param confidence that its shape is a flake's, 0.5 to 1
 */
record Flake(String thickness, double confidence, Shape shape, Surface surface) {
    /**
     * Where it lies.
     *
     * @param box the least upright rectangle around it
     * @param outline its outer contour, corners only
     * @param around the least rectangle around it, at any angle
     */
    record Shape(Box box, List<Pixel> outline, Rectangle around) {}

    /**
     * What it is made of.
     *
     * @param size pixels of the class, before holes are filled
     * @param area pixels after filling
     * @param meanContrast of the filled area, BGR, I / background − 1
     * @param entropy mean local entropy of its surface, bits
     */
    record Surface(int size, int area, List<Double> meanContrast, double entropy) {}

    Box box() {
        return shape.box();
    }

    List<Pixel> outline() {
        return shape.outline();
    }

    record Pixel(int x, int y) {}

    /** A rectangle at any angle. */
    record Rectangle(double centerX, double centerY, double shortSide, double longSide) {
        double aspectRatio() {
            return shortSide > 0 ? longSide / shortSide : longSide;
        }
    }
}
