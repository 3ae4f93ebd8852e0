package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/**
 * Draws ellipses, nearest first, and finds what each has to do with a picture's error. In tiles of
 * 16 x 16 pixels, whose sums stay in the processor's nearest cache; of a tile only the pixels
 * inside an ellipse are looked at, row by row. Both passes go from front to back: what lies behind
 * a splat is what the whole pixel is, less what lies before.
 */
final class Raster {
    // An ellipse's gradient: sums of dL/dpower (times the distance to the middle), and the colour.
    static final int SUM = 0;
    static final int SUM_X = 1;
    static final int SUM_Y = 2;
    static final int SUM_XX = 3;
    static final int SUM_XY = 4;
    static final int SUM_YY = 5;
    static final int RED = 6;
    static final int STRIDE = 9;

    private final Crew crew;
    private final Pad[] pads;
    private final Tiles tiles = new Tiles();

    Raster(Crew crew) {
        this.crew = crew;
        pads = new Pad[crew.size()];
        Arrays.setAll(pads, i -> new Pad(tiles));
    }

    /** The picture of what was projected. */
    Picture draw(Projection seen, int width, int height) {
        tiles.sort(seen, width, height);
        Picture picture = Picture.black(width, height);
        crew.each(
                part ->
                        tiles.each(
                                part,
                                crew.size(),
                                tile -> pads[part].draw(tile, seen.ellipses(), picture)));
        return picture;
    }

    /**
     * After {@link #draw}: the gradient of each ellipse, {@link #STRIDE} numbers, by rank; one
     * array a thread, to be added up.
     *
     * @param picture as drawn
     * @param error by each of its numbers
     */
    float[][] back(Projection seen, Picture picture, float[] error) {
        float[][] gradients = new float[crew.size()][];
        crew.each(
                part -> {
                    Pad pad = pads[part];
                    pad.clear(seen.visible() * STRIDE);
                    tiles.each(
                            part,
                            crew.size(),
                            tile -> pad.back(tile, seen.ellipses(), picture, error));
                    gradients[part] = pad.gradient();
                });
        return gradients;
    }
}
