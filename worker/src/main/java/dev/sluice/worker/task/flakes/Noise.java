package dev.sluice.worker.task.flakes;

import org.bytedeco.opencv.opencv_core.Mat;

import java.util.Arrays;

/**
 * What noise alone makes of bare substrate, looked at in some rows of a picture.
 *
 * @param flat contrast a pixel: less steep is flat
 * @param spread of the substrate's contrast: B, G, R, standard deviations
 */
@SuppressWarnings("ArrayRecordComponent") // three numbers, never compared
record Noise(double flat, double[] spread) {
    /** Contrast up to which a pixel is taken for substrate; flakes are measured to start higher. */
    static final double LEAST_CONTRAST = 0.03;

    /** Times the median slope of the substrate: what noise alone hardly ever reaches. */
    private static final double OVER_NOISE = 5;

    private static final double LEAST_FLAT = 0.012;
    private static final double MOST_FLAT = 0.05;

    private static final int SAMPLED_ROWS = 96;
    private static final int SAMPLED_PIXELS = 7;

    /** Rows to each side that a slope depends on. */
    private static final int REACH = 2;

    static Noise of(Smooth picture, FlatField field) {
        int height = picture.height();
        int step = Math.max(1, height / SAMPLED_ROWS);
        double[] slopes = new double[(height / step + 1) * (picture.width() / SAMPLED_PIXELS + 1)];
        int count = 0;
        Samples substrate = new Samples();
        for (int y = step / 2; y < height; y += step) {
            int top = Math.max(0, y - REACH);
            try (Mat near = picture.rows(top, Math.min(height, y + REACH + 1))) {
                Contrasts contrasts = new Contrasts(near, field, 0, top);
                ContrastRows rows = new ContrastRows(contrasts);
                rows.moveTo(y - top);
                for (int x = 0; x < contrasts.width(); x += SAMPLED_PIXELS) {
                    if (rows.strength(x) < LEAST_CONTRAST) {
                        slopes[count++] = rows.slope(x);
                        substrate.add(contrasts, x, y - top);
                    }
                }
            }
        }
        double slope = Samples.median(Arrays.copyOf(slopes, count));
        return new Noise(Math.clamp(OVER_NOISE * slope, LEAST_FLAT, MOST_FLAT), substrate.spread());
    }
}
