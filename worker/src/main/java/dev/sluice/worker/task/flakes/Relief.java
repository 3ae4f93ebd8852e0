package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;

/**
 * Where a picture is bare substrate, where something lies flat on it, and where its contrast
 * changes: two bytes a pixel, made from three rows at a time.
 *
 * @param kind one of {@link #STEEP}, {@link #FLAT}, {@link #GROUND} a pixel
 * @param slope contrast a pixel, in units of {@link #SLOPE}, at most 255
 * @param noise of the substrate
 */
record Relief(Mat kind, Mat slope, Noise noise) implements AutoCloseable {
    static final int STEEP = 0;
    static final int FLAT = 1;
    static final int GROUND = 2;

    /** Contrast a pixel; the steepest that can be told apart is 255 of it. */
    static final double SLOPE = 0.001;

    /** What is brighter or darker has stronger noise. */
    private static final double FLAT_A_CONTRAST = 0.03;

    /**
     * @param noise of the whole picture
     */
    static Relief of(Contrasts contrasts, Noise noise) {
        int width = contrasts.width();
        int height = contrasts.height();
        Mat kind = new Mat(height, width, CV_8UC1);
        Mat slope = new Mat(height, width, CV_8UC1);
        ByteBuffer kinds = kind.createBuffer();
        ByteBuffer slopes = slope.createBuffer();
        ContrastRows rows = new ContrastRows(contrasts);
        for (int y = 0; y < height; y++) {
            rows.moveTo(y);
            for (int x = 0; x < width; x++) {
                double strength = rows.strength(x);
                double steep = rows.slope(x);
                int at = y * width + x;
                slopes.put(at, (byte) Math.min(255, Math.round(steep / SLOPE)));
                kinds.put(at, (byte) kind(strength, steep, noise.flat()));
            }
        }
        return new Relief(kind, slope, noise);
    }

    private static int kind(double strength, double slope, double flat) {
        if (strength < Noise.LEAST_CONTRAST) {
            return GROUND;
        }
        return slope < flat + FLAT_A_CONTRAST * Math.min(1, strength) ? FLAT : STEEP;
    }

    @Override
    public void close() {
        kind.close();
        slope.close();
    }
}
