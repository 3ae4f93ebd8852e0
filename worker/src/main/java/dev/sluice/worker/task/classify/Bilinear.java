package dev.sluice.worker.task.classify;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;

/**
 * Bilinear scaling with half-pixel centres and without antialiasing, rounded half up: the
 * arithmetic on which the expected numbers of the shipped models rest (TensorFlow's {@code
 * half_pixel_centers}). OpenCV's {@code INTER_LINEAR} has the same geometry, but its 8-bit version
 * computes with 11-bit weights, which moves a probability by up to 0.005. Only the pixels needed
 * are read.
 */
final class Bilinear {
    private static final int CHANNELS = 3;

    private Bilinear() {}

    /** Where one output column or row lies between two of the input. */
    private record Tap(int low, int high, double part) {
        static Tap[] along(int output, int input) {
            Tap[] taps = new Tap[output];
            for (int i = 0; i < output; i++) {
                double at = Math.clamp((i + 0.5) * input / output - 0.5, 0, input - 1.0);
                int low = (int) at;
                taps[i] = new Tap(low, Math.min(low + 1, input - 1), at - low);
            }
            return taps;
        }
    }

    /**
     * Scales a picture of three channels.
     *
     * @return rows of interleaved channels
     */
    static byte[] scale(Mat picture, int width, int height) {
        ByteBuffer pixels = picture.createBuffer();
        long stride = picture.step();
        Tap[] columns = Tap.along(width, picture.cols());
        Tap[] rows = Tap.along(height, picture.rows());
        byte[] scaled = new byte[width * height * CHANNELS];
        int at = 0;
        for (Tap row : rows) {
            int upper = Math.toIntExact(row.low * stride);
            int lower = Math.toIntExact(row.high * stride);
            for (Tap column : columns) {
                int left = column.low * CHANNELS;
                int right = column.high * CHANNELS;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    double above =
                            mix(pixels, upper + left + channel, upper + right + channel, column);
                    double below =
                            mix(pixels, lower + left + channel, lower + right + channel, column);
                    scaled[at++] = (byte) Math.floor(above + (below - above) * row.part + 0.5);
                }
            }
        }
        return scaled;
    }

    private static double mix(ByteBuffer pixels, int left, int right, Tap column) {
        double a = pixels.get(left) & 0xFF;
        double b = pixels.get(right) & 0xFF;
        return a + (b - a) * column.part;
    }
}
