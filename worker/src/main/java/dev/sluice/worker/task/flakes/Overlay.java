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
        return "%sL %d%%".formatted(flake.thickness(), (int) (100 * flake.confidence()));
    }

    private Palette.Colour colour(Flake flake) {
        return Palette.of(layers.indexOf(flake.thickness()));
    }
}
