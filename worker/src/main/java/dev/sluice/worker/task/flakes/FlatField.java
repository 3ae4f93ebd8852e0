package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.DECOMP_SVD;
import static org.bytedeco.opencv.global.opencv_core.solve;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How bright the bare substrate is at each place: a polynomial of second degree for each channel,
 * fitted to the pixels that are near it. It follows a lamp that is off centre and a lens that
 * darkens towards the corners, and no flake, for these are far from it or few.
 */
final class FlatField {
    /** Px between the pixels looked at; a picture of 2 megapixels has 36,000. */
    private static final int STEP = 8;

    /** Pixels looked at, at most: 100 bytes each. Pictures up to 26 megapixels have fewer. */
    private static final int MOST_PIXELS = 410_000;

    private static final int TERMS = 6;
    private static final int ROUNDS = 6;

    /** Contrast up to which a pixel may be substrate in the first round. */
    private static final double WIDEST = 0.10;

    /** And in the last one at least; half of what is the least contrast of a flake. */
    private static final double NARROWEST = 0.012;

    /** Fewer pixels say nothing about light. */
    private static final int LEAST_PIXELS = 200;

    private final double[][] terms;
    private final double width;
    private final double height;

    private FlatField(double[][] terms, int width, int height) {
        this.terms = terms;
        this.width = width;
        this.height = height;
    }

    /**
     * @param background from which to start
     */
    static FlatField of(Smooth picture, Background background) {
        int width = picture.width();
        int height = picture.height();
        List<double[]> pixels = pixels(picture);
        FlatField field = even(background, width, height);
        double tolerance = WIDEST;
        for (int round = 0; round < ROUNDS; round++) {
            List<double[]> substrate = field.within(tolerance, pixels);
            if (substrate.size() < LEAST_PIXELS) {
                break;
            }
            field = new FlatField(fit(substrate), width, height);
            tolerance =
                    Math.max(NARROWEST, Math.min(tolerance, 3 * 1.4826 * field.spread(substrate)));
        }
        return field;
    }

    /** Of each its six terms, then B, G and R. */
    private static List<double[]> pixels(Smooth picture) {
        int width = picture.width();
        int height = picture.height();
        int step = STEP;
        while ((long) width / step * (height / step) > MOST_PIXELS) {
            step++;
        }
        List<double[]> pixels = new ArrayList<>();
        int y = Math.min(step / 2, height - 1);
        for (int top = 0; top < height; top += picture.stripRows()) {
            int bottom = Math.min(height, top + picture.stripRows());
            try (Mat strip = picture.rows(top, bottom)) {
                ByteBuffer bytes = strip.createBuffer();
                for (; y < bottom; y += step) {
                    for (int x = Math.min(step / 2, width - 1); x < width; x += step) {
                        double[] pixel = Arrays.copyOf(place(x, y, width, height), TERMS + 3);
                        for (int c = 0; c < 3; c++) {
                            pixel[TERMS + c] = bytes.get(3 * ((y - top) * width + x) + c) & 0xff;
                        }
                        pixels.add(pixel);
                    }
                }
            }
        }
        return pixels;
    }

    /** The same everywhere. */
    private static FlatField even(Background background, int width, int height) {
        double[][] terms = new double[3][TERMS];
        terms[0][0] = background.blue();
        terms[1][0] = background.green();
        terms[2][0] = background.red();
        return new FlatField(terms, width, height);
    }

    private static double[] place(int x, int y, double width, double height) {
        double right = 2 * x / width - 1;
        double down = 2 * y / height - 1;
        return new double[] {1, right, down, right * right, right * down, down * down};
    }

    private double level(double[] place, int channel) {
        double sum = 0;
        for (int i = 0; i < TERMS; i++) {
            sum += terms[channel][i] * place[i];
        }
        return Math.max(1, sum);
    }

    private double contrast(double[] pixel, int channel) {
        return pixel[TERMS + channel] / level(pixel, channel) - 1;
    }

    private List<double[]> within(double tolerance, List<double[]> pixels) {
        return pixels.stream()
                .filter(
                        it -> {
                            for (int channel = 0; channel < 3; channel++) {
                                if (Math.abs(contrast(it, channel)) >= tolerance) {
                                    return false;
                                }
                            }
                            return true;
                        })
                .toList();
    }

    /** The median distance from the polynomial, of the noisiest channel. */
    private double spread(List<double[]> pixels) {
        double most = 0;
        for (int channel = 0; channel < 3; channel++) {
            int c = channel;
            double[] distances =
                    pixels.stream().mapToDouble(it -> Math.abs(contrast(it, c))).sorted().toArray();
            most = Math.max(most, distances[distances.length / 2]);
        }
        return most;
    }

    /** Least squares by the normal equations. */
    private static double[][] fit(List<double[]> pixels) {
        double[] left = new double[TERMS * TERMS];
        double[] right = new double[TERMS * 3];
        for (double[] pixel : pixels) {
            for (int i = 0; i < TERMS; i++) {
                for (int j = 0; j < TERMS; j++) {
                    left[i * TERMS + j] += pixel[i] * pixel[j];
                }
                for (int channel = 0; channel < 3; channel++) {
                    right[i * 3 + channel] += pixel[i] * pixel[TERMS + channel];
                }
            }
        }
        try (PointerScope _ = new PointerScope()) {
            Mat normal = new Mat(TERMS, TERMS, CV_64F);
            new DoublePointer(normal.data()).put(left);
            Mat sums = new Mat(TERMS, 3, CV_64F);
            new DoublePointer(sums.data()).put(right);
            Mat solved = new Mat();
            solve(normal, sums, solved, DECOMP_SVD);
            new DoublePointer(solved.data()).get(right);
        }
        double[][] terms = new double[3][TERMS];
        for (int i = 0; i < TERMS; i++) {
            for (int channel = 0; channel < 3; channel++) {
                terms[channel][i] = right[i * 3 + channel];
            }
        }
        return terms;
    }

    /** Brightness of the substrate there, at least 1. */
    double level(int x, int y, int channel) {
        double right = 2 * x / width - 1;
        double down = 2 * y / height - 1;
        double[] t = terms[channel];
        return Math.max(
                1,
                t[0] + right * (t[1] + t[3] * right + t[4] * down) + down * (t[2] + t[5] * down));
    }
}
