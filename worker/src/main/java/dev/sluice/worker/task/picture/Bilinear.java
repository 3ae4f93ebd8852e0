package dev.sluice.worker.task.picture;

import org.bytedeco.opencv.opencv_core.Mat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bilinear scaling with half-pixel centres and without antialiasing, rounded half up: the
 * arithmetic on which the expected numbers of the shipped models rest (TensorFlow's {@code
 * half_pixel_centers}). OpenCV's {@code INTER_LINEAR} has the same geometry, but its 8-bit version
 * computes with 11-bit weights, which moves a probability by up to 0.005. Only the rows needed are
 * read.
 *
 * <p>This is the largest part of the worker's own time on a picture. So the loops are such that the
 * JIT makes vector instructions of them: over plain arrays, one channel at a time. Only {@link
 * #gather} jumps about.
 */
final class Bilinear {
    private static final int CHANNELS = 3;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer pixels;
    private final long stride;
    private final long first;
    private final Taps columns;
    private final byte[] row;
    private final int[] left;
    private final int[] right;

    private Bilinear(Mat picture, Region from, Taps columns) {
        this.pixels = picture.createBuffer();
        this.stride = picture.step();
        this.first = from.y() * stride + (long) from.x() * CHANNELS;
        this.columns = columns;
        this.row = new byte[from.width() * CHANNELS + Long.BYTES];
        this.left = new int[columns.low.length];
        this.right = new int[columns.low.length];
    }

    /**
     * Where the output's columns or rows lie: this part of the way from an input's one to the next.
     * At the last one the part is 0, and the next, which is not there, does not count.
     */
    private static final class Taps {
        private final int[] low;
        private final double[] part;

        /**
         * @param first of the output's that is wanted, and those after it
         */
        Taps(int first, int wanted, int output, int input) {
            low = new int[wanted];
            part = new double[wanted];
            for (int i = 0; i < wanted; i++) {
                double at = Math.clamp((first + i + 0.5) * input / output - 0.5, 0, input - 1.0);
                low[i] = (int) at;
                part[i] = at - low[i];
            }
        }
    }

    /** An input row scaled to the output's width, kept for the output's next row. */
    private static final class Line {
        private final double[] blue;
        private final double[] green;
        private final double[] red;
        private int row = -1;

        Line(int width) {
            blue = new double[width];
            green = new double[width];
            red = new double[width];
        }
    }

    /**
     * Scales a picture of three channels, each row in turn.
     *
     * @param visible what is wanted of {@link Placement#to}
     */
    static void scale(Mat picture, Placement placement, Region visible, PixelRows rows) {
        Region from = placement.from();
        Region to = placement.to();
        int width = visible.width();
        Taps columns = new Taps(visible.x() - to.x(), width, to.width(), from.width());
        Taps taps = new Taps(visible.y() - to.y(), visible.height(), to.height(), from.height());
        Bilinear bilinear = new Bilinear(picture, from, columns);
        Line upper = new Line(width);
        Line lower = new Line(width);
        int[] blue = new int[width];
        int[] green = new int[width];
        int[] red = new int[width];
        for (int y = 0; y < visible.height(); y++) {
            int low = taps.low[y];
            if (lower.row == low) {
                Line other = upper;
                upper = lower;
                lower = other;
            }
            bilinear.read(low, upper);
            bilinear.read(Math.min(low + 1, from.height() - 1), lower);
            between(upper.blue, lower.blue, taps.part[y], blue);
            between(upper.green, lower.green, taps.part[y], green);
            between(upper.red, lower.red, taps.part[y], red);
            rows.row(visible.y() + y, blue, green, red);
        }
    }

    private void read(int number, Line line) {
        if (line.row != number) {
            line.row = number;
            pixels.get(Math.toIntExact(first + number * stride), row, 0, row.length - Long.BYTES);
            gather();
            along(0, line.blue);
            along(8, line.green);
            along(16, line.red);
        }
    }

    /** Each column's two pixels lie side by side; one read fetches both. */
    private void gather() {
        int[] low = columns.low;
        for (int i = 0; i < left.length; i++) {
            long both = (long) LONG.get(row, low[i] * CHANNELS);
            left[i] = (int) both;
            right[i] = (int) (both >>> 24);
        }
    }

    private void along(int shift, double[] to) {
        along(left, right, shift, columns.part, to);
    }

    private static void along(int[] left, int[] right, int shift, double[] part, double[] to) {
        for (int i = 0; i < to.length; i++) {
            double a = (double) (left[i] >> shift & 0xFF);
            double b = (double) (right[i] >> shift & 0xFF);
            to[i] = a + (b - a) * part[i];
        }
    }

    /** Truncates what is never negative, which is rounding down. */
    private static void between(double[] above, double[] below, double part, int[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (int) (above[i] + (below[i] - above[i]) * part + 0.5);
        }
    }
}
