package dev.sluice.worker.task.flakes;

import dev.sluice.worker.output.Artifact;
import dev.sluice.worker.task.picture.Canvas;
import dev.sluice.worker.task.picture.Palette;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.List;
import java.util.stream.IntStream;

/** Draws flakes over their picture: box, contour and label, one colour a layer class. */
final class Overlay {
    private final List<String> layers;

    /**
     * @param layers names of the classes, which choose the colours
     */
    Overlay(List<String> layers) {
        this.layers = layers;
    }

    /**
     * @param picture as uploaded; copied, not changed
     * @return the annotated picture and its thumbnail
     */
    List<Artifact> draw(Mat picture, List<Flake> flakes) {
        try (Canvas canvas = new Canvas(picture)) {
            for (Flake flake : flakes) {
                canvas.polygon(
                        flake.outline().stream()
                                .flatMapToInt(it -> IntStream.of(it.x(), it.y()))
                                .toArray(),
                        colour(flake));
                canvas.rectangle(flake.box(), colour(flake));
            }
            canvas.labels(
                    flakes.stream()
                            .map(it -> new Canvas.Label(text(it), it.box(), colour(it)))
                            .toList());
            return canvas.artifacts();
        }
    }

    private static String text(Flake flake) {
        // Rounded down: 100% would promise what a probability never does.
        boolean counted = Character.isDigit(flake.thickness().charAt(0));
        return "%s%s %d%%"
                .formatted(flake.thickness(), counted ? "L" : "", (int) (100 * flake.confidence()));
    }

    private Palette.Colour colour(Flake flake) {
        int known = layers.indexOf(flake.thickness());
        if (known >= 0) {
            return Palette.of(known);
        }
        boolean thicker = flake.thickness().equals(LayerClass.THICKER);
        return Palette.of(layers.size() + (thicker ? 0 : 1));
    }
}
