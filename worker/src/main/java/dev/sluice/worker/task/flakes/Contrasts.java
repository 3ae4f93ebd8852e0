package dev.sluice.worker.task.flakes;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;

/**
 * The optical contrast I / substrate − 1 of a picture's pixels, computed where it is asked for: as
 * a picture it would take 12 bytes a pixel.
 */
final class Contrasts {
    private final ByteBuffer picture;
    private final FlatField field;
    private final int left;
    private final int top;
    private final int width;
    private final int height;

    /**
     * @param picture BGR after the median filter, continuous; borrowed
     */
    Contrasts(Mat picture, FlatField field) {
        this(picture, field, 0, 0);
    }

    /**
     * Of a part of a picture.
     *
     * @param field of the whole
     * @param left where the part lies in the whole
     * @param top likewise
     */
    Contrasts(Mat part, FlatField field, int left, int top) {
        this.picture = part.createBuffer();
        this.field = field;
        this.left = left;
        this.top = top;
        this.width = part.cols();
        this.height = part.rows();
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Of one pixel. */
    double at(int x, int y, int channel) {
        return (picture.get(3 * (y * width + x) + channel) & 0xff)
                        / field.level(left + x, top + y, channel)
                - 1;
    }

    /** The mean of the pixel and its eight neighbours; at an edge the outermost count again. */
    double smooth(int x, int y, int channel) {
        int sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
            int row = Math.clamp(y + dy, 0, height - 1) * width;
            for (int dx = -1; dx <= 1; dx++) {
                int column = Math.clamp(x + dx, 0, width - 1);
                sum += picture.get(3 * (row + column) + channel) & 0xff;
            }
        }
        return sum / 9.0 / field.level(left + x, top + y, channel) - 1;
    }

    /**
     * Means as {@link #smooth}, of one row.
     *
     * @param row becomes B, G, R of each pixel; of {@code 3 · width}
     * @param y outside the picture is its outermost row
     */
    void smooth(int y, float[] row) {
        int at = Math.clamp(y, 0, height - 1);
        int[] sums = new int[3 * width];
        for (int dy = -1; dy <= 1; dy++) {
            int from = 3 * width * Math.clamp(at + dy, 0, height - 1);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += picture.get(from + i) & 0xff;
            }
        }
        int last = width - 1;
        for (int x = 0; x < width; x++) {
            int before = 3 * Math.max(0, x - 1);
            int after = 3 * Math.min(last, x + 1);
            for (int c = 0; c < 3; c++) {
                double mean = (sums[before + c] + sums[3 * x + c] + sums[after + c]) / 9.0;
                row[3 * x + c] = (float) (mean / field.level(left + x, top + at, c) - 1);
            }
        }
    }
}
