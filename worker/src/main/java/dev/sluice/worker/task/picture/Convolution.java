package dev.sluice.worker.task.picture;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Scaling by any kernel, first along rows, then along columns, in whole numbers, as Pillow and
 * OpenCV do it. Only the rows needed are read.
 */
final class Convolution {
    private static final int CHANNELS = 3;

    private final ByteBuffer pixels;
    private final long stride;
    private final long first;
    private final Taps columns;
    private final Precision precision;
    private final byte[] row;

    /** Input rows scaled to the output's width: as many as count for one of its rows. */
    private final int[][] lines;

    private final int[] held;

    /**
     * @param bits of the weights' fractions
     * @param between whether values are rounded to bytes after the first step, too
     */
    record Precision(int bits, boolean between) {
        /** Pillow's. */
        static final Precision BYTES_BETWEEN = new Precision(22, true);

        /** OpenCV's. */
        static final Precision ROUNDED_ONCE = new Precision(11, false);

        int one() {
            return 1 << bits;
        }

        private int firstShift() {
            return between ? bits : 0;
        }

        private int lastShift() {
            return between ? bits : 2 * bits;
        }
    }

    /** What makes each column and each row, and how it is counted. */
    record Grid(Taps columns, Taps rows, Precision precision) {}

    private Convolution(Mat picture, Region from, Grid grid) {
        this.pixels = picture.createBuffer();
        this.stride = picture.step();
        this.first = from.y() * stride + (long) from.x() * CHANNELS;
        this.columns = grid.columns();
        this.precision = grid.precision();
        this.row = new byte[from.width() * CHANNELS];
        this.held = new int[grid.rows().most()];
        this.lines = new int[held.length][columns.first().length * CHANNELS];
        Arrays.fill(held, -1);
    }

    /**
     * Scales a picture of three channels, each row in turn.
     *
     * @param from what of the picture the grid is of
     * @param top of the first row in the network's frame
     */
    static void scale(Mat picture, Region from, Grid grid, int top, PixelRows to) {
        Convolution convolution = new Convolution(picture, from, grid);
        Taps rows = grid.rows();
        int width = grid.columns().first().length;
        int[] mixed = new int[width * CHANNELS];
        int[] blue = new int[width];
        int[] green = new int[width];
        int[] red = new int[width];
        for (int y = 0; y < rows.first().length; y++) {
            convolution.mix(rows.first()[y], rows.weights()[y], mixed);
            System.arraycopy(mixed, 0, blue, 0, width);
            System.arraycopy(mixed, width, green, 0, width);
            System.arraycopy(mixed, 2 * width, red, 0, width);
            to.row(top + y, blue, green, red);
        }
    }

    private void mix(int first, int[] weights, int[] to) {
        int shift = precision.lastShift();
        Arrays.fill(to, 1 << (shift - 1));
        for (int i = 0; i < weights.length; i++) {
            add(line(first + i), weights[i], to);
        }
        toBytes(to, shift);
    }

    private static void add(int[] line, int weight, int[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += line[i] * weight;
        }
    }

    private static void toBytes(int[] values, int shift) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.clamp(values[i] >> shift, 0, 255);
        }
    }

    private int[] line(int number) {
        int slot = number % lines.length;
        int[] line = lines[slot];
        if (held[slot] != number) {
            held[slot] = number;
            pixels.get(Math.toIntExact(first + number * stride), row);
            along(line);
        }
        return line;
    }

    private void along(int[] line) {
        int width = columns.first().length;
        int shift = precision.firstShift();
        int half = shift == 0 ? 0 : 1 << (shift - 1);
        for (int x = 0; x < width; x++) {
            int[] weights = columns.weights()[x];
            int at = columns.first()[x] * CHANNELS;
            int blue = half;
            int green = half;
            int red = half;
            for (int weight : weights) {
                blue += weight * (row[at] & 0xFF);
                green += weight * (row[at + 1] & 0xFF);
                red += weight * (row[at + 2] & 0xFF);
                at += CHANNELS;
            }
            line[x] = blue;
            line[width + x] = green;
            line[2 * width + x] = red;
        }
        if (shift > 0) {
            toBytes(line, shift);
        }
    }
}
