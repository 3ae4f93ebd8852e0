package dev.sluice.worker.task.flakes;

import dev.sluice.worker.task.picture.Box;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One flake; all lengths in pixels of the picture, origin at its top left.
 *
 * @param thickness name of the layer class
 * @param confidence that it is a flake, 0.5 to 1
 * @param probability that the thickness is right; none where the method tells none
 */
record Flake(
        String thickness,
        double confidence,
        Shape shape,
        Surface surface,
        OptionalDouble probability) {
    /** One whose thickness is the nearest class, with no probability. */
    Flake(String thickness, double confidence, Shape shape, Surface surface) {
        this(thickness, confidence, shape, surface, OptionalDouble.empty());
    }

    /** The same, with what was learnt of its thickness. */
    Flake as(LayerGuess.Guess guess, double surely) {
        return new Flake(
                guess.name(), surely, shape, surface, OptionalDouble.of(guess.probability()));
    }

    /** The same, with its contrast measured otherwise. */
    Flake of(double[] contrast) {
        return new Flake(
                thickness,
                confidence,
                shape,
                new Surface(
                        surface.size(),
                        surface.area(),
                        List.of(contrast[0], contrast[1], contrast[2]),
                        surface.entropy()),
                probability);
    }

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
