package dev.sluice.worker.task.faces;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;

/**
 * Looks at a picture between its pixels: bilinear in double precision, rounded half up, black
 * outside. The numbers expected of both models rest on this arithmetic; OpenCV's own warp computes
 * with weights of five bits.
 */
final class Sampling {
    private static final int CHANNELS = 3;

    private final ByteBuffer bgr;
    private final long stride;
    private final int width;
    private final int height;

    Sampling(Mat picture) {
        bgr = picture.createBuffer();
        stride = picture.step();
        width = picture.cols();
        height = picture.rows();
    }

    /** The picture at the top left of a black square, scaled: RGB, rows of pixels. */
    byte[] square(int side, int size) {
        byte[] rgb = new byte[size * size * CHANNELS];
        for (int y = 0; y < size; y++) {
            double row = at(y, size, side);
            if (row >= height) {
                break;
            }
            for (int x = 0; x < size; x++) {
                double column = at(x, size, side);
                if (column >= width) {
                    break;
                }
                put(rgb, (y * size + x) * CHANNELS, column, row);
            }
        }
        return rgb;
    }

    private static double at(int index, int count, int length) {
        return Math.clamp((index + 0.5) * length / count - 0.5, 0, length - 1.0);
    }

    /** What of the picture comes into a square: RGB, rows of pixels. */
    byte[] through(Similarity toPicture, int size) {
        byte[] rgb = new byte[size * size * CHANNELS];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double column = toPicture.x(x, y);
                double row = toPicture.y(x, y);
                if (column > -1 && column < width && row > -1 && row < height) {
                    put(rgb, (y * size + x) * CHANNELS, column, row);
                }
            }
        }
        return rgb;
    }

    private void put(byte[] rgb, int to, double column, double row) {
        int left = (int) Math.floor(column);
        int top = (int) Math.floor(row);
        double across = column - left;
        double down = row - top;
        for (int channel = 0; channel < CHANNELS; channel++) {
            double upper =
                    pixel(left, top, channel) * (1 - across)
                            + pixel(left + 1, top, channel) * across;
            double lower =
                    pixel(left, top + 1, channel) * (1 - across)
                            + pixel(left + 1, top + 1, channel) * across;
            rgb[to + CHANNELS - 1 - channel] =
                    (byte) (int) (upper * (1 - down) + lower * down + 0.5);
        }
    }

    private int pixel(int x, int y, int channel) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            return 0;
        }
        return bgr.get(Math.toIntExact(y * stride + (long) x * CHANNELS + channel)) & 0xFF;
    }
}
