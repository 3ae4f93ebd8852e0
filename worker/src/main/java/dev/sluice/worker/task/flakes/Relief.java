package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a picture is bare substrate, where something lies flat on it, and where its contrast
 * changes: two bytes a pixel, made from three rows at a time.
 *
 * @param kind one of {@link #STEEP}, {@link #FLAT}, {@link #GROUND} a pixel
 * @param slope contrast a pixel, in units of {@link #SLOPE}, at most 255
 * @param noise of the substrate's contrast: B, G, R, standard deviations
 */
@SuppressWarnings("ArrayRecordComponent") // three numbers, never compared
record Relief(Mat kind, Mat slope, double[] noise) implements AutoCloseable {
    static final int STEEP = 0;
    static final int FLAT = 1;
    static final int GROUND = 2;

    /** Contrast a pixel; the steepest that can be told apart is 255 of it. */
    static final double SLOPE = 0.001;

    /** Contrast up to which a pixel is taken for substrate; flakes are measured to start higher. */
    private static final double LEAST_CONTRAST = 0.03;

    /** Times the median slope of the substrate: what noise alone hardly ever reaches. */
    private static final double OVER_NOISE = 5;

    private static final double LEAST_FLAT = 0.012;
    private static final double MOST_FLAT = 0.05;

    /** What is brighter or darker has stronger noise. */
    private static final double FLAT_A_CONTRAST = 0.03;

    private static final int SAMPLED_ROWS = 96;
    private static final int SAMPLED_PIXELS = 7;

    static Relief of(Contrasts contrasts) {
        int width = contrasts.width();
        int height = contrasts.height();
        double flat =
                Math.clamp(
                        OVER_NOISE * medianSlope(contrasts, Math.max(1, height / SAMPLED_ROWS)),
                        LEAST_FLAT,
                        MOST_FLAT);
        Mat kind = new Mat(height, width, CV_8UC1);
        Mat slope = new Mat(height, width, CV_8UC1);
        ByteBuffer kinds = kind.createBuffer();
        ByteBuffer slopes = slope.createBuffer();
        Rows rows = new Rows(contrasts);
        for (int y = 0; y < height; y++) {
            rows.moveTo(y);
            for (int x = 0; x < width; x++) {
                double strength = rows.strength(x);
                double steep = rows.slope(x);
                int at = y * width + x;
                slopes.put(at, (byte) Math.min(255, Math.round(steep / SLOPE)));
                kinds.put(at, (byte) kind(strength, steep, flat));
            }
        }
        return new Relief(kind, slope, noise(contrasts, kinds));
    }

    private static int kind(double strength, double slope, double flat) {
        if (strength < LEAST_CONTRAST) {
            return GROUND;
        }
        return slope < flat + FLAT_A_CONTRAST * Math.min(1, strength) ? FLAT : STEEP;
    }

    private static double medianSlope(Contrasts contrasts, int step) {
        Rows rows = new Rows(contrasts);
        double[] slopes =
                new double
                        [(contrasts.height() / step + 1)
                                * (contrasts.width() / SAMPLED_PIXELS + 1)];
        int count = 0;
        for (int y = step / 2; y < contrasts.height(); y += step) {
            rows.moveTo(y);
            for (int x = 0; x < contrasts.width(); x += SAMPLED_PIXELS) {
                if (rows.strength(x) < LEAST_CONTRAST) {
                    slopes[count++] = rows.slope(x);
                }
            }
        }
        return Samples.median(Arrays.copyOf(slopes, count));
    }

    private static double[] noise(Contrasts contrasts, ByteBuffer kinds) {
        int step = Math.max(1, contrasts.height() / SAMPLED_ROWS);
        Samples samples = new Samples();
        for (int y = step / 2; y < contrasts.height(); y += step) {
            for (int x = 0; x < contrasts.width(); x += SAMPLED_PIXELS) {
                if (kinds.get(y * contrasts.width() + x) == GROUND) {
                    samples.add(contrasts, x, y);
                }
            }
        }
        return samples.spread();
    }

    @Override
    public void close() {
        kind.close();
        slope.close();
    }

    /** Three rows of smoothed contrast. */
    private static final class Rows {
        private final Contrasts contrasts;
        private float[] above;
        private float[] here;
        private float[] below;
        private int y = Integer.MIN_VALUE;

        Rows(Contrasts contrasts) {
            this.contrasts = contrasts;
            int length = 3 * contrasts.width();
            above = new float[length];
            here = new float[length];
            below = new float[length];
        }

        void moveTo(int row) {
            if (row == y + 1) {
                float[] free = above;
                above = here;
                here = below;
                below = free;
            } else {
                contrasts.smooth(row - 1, above);
                contrasts.smooth(row, here);
            }
            contrasts.smooth(row + 1, below);
            y = row;
        }

        /** The contrast of the channel that shows most. */
        double strength(int x) {
            return Math.max(
                    Math.abs(here[3 * x]),
                    Math.max(Math.abs(here[3 * x + 1]), Math.abs(here[3 * x + 2])));
        }

        /** By Sobel's filter, of the steepest channel. */
        double slope(int x) {
            int left = 3 * Math.max(0, x - 1);
            int right = 3 * Math.min(contrasts.width() - 1, x + 1);
            double most = 0;
            for (int c = 0; c < 3; c++) {
                double across =
                        above[right + c]
                                - above[left + c]
                                + 2 * (here[right + c] - here[left + c])
                                + below[right + c]
                                - below[left + c];
                double down =
                        below[left + c]
                                - above[left + c]
                                + 2 * (below[3 * x + c] - above[3 * x + c])
                                + below[right + c]
                                - above[right + c];
                most = Math.max(most, across * across + down * down);
            }
            return Math.sqrt(most) / 8;
        }
    }
}
