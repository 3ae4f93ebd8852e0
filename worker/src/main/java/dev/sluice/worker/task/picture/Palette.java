package dev.sluice.worker.task.picture;

import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Colours of the layer classes: bright ones that microscope pictures of oxidised silicon (violet,
 * brown, green) do not have, each far enough from its neighbours, each dark enough or bright enough
 * for its label's text.
 */
public final class Palette {
    /** A colour of 8 bits a channel. */
    public record Colour(int red, int green, int blue) {
        Scalar scalar() {
            return new Scalar(blue, green, red, 0);
        }
    }

    static final Colour BLACK = new Colour(0, 0, 0);

    private static final Colour[] LAYERS = {
        new Colour(255, 225, 0), // yellow
        new Colour(0, 230, 255), // cyan
        new Colour(255, 140, 60), // orange
        new Colour(120, 255, 90), // green
        new Colour(255, 130, 210), // pink
        new Colour(160, 190, 255), // pale blue
    };

    private Palette() {}

    /** Colour of the class with this index, from 0; they repeat after the sixth. */
    public static Colour of(int layer) {
        return LAYERS[layer % LAYERS.length];
    }
}
