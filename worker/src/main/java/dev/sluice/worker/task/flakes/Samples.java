package dev.sluice.worker.task.flakes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Contrasts of some pixels, and what is typical of them. */
final class Samples {
    /** A standard deviation of normal noise, for each median distance from the median. */
    private static final double NORMAL = 1.4826;

    private static final double FARTHEST = 4;

    /** Contrast by which rounding to whole levels alone spreads pixels. */
    private static final double LEAST_SPREAD = 0.005;

    private double[] values = new double[3 * 64];
    private int length;

    void add(Contrasts contrasts, int x, int y) {
        if (length == values.length) {
            values = Arrays.copyOf(values, 2 * length);
        }
        for (int channel = 0; channel < 3; channel++) {
            values[length++] = contrasts.at(x, y, channel);
        }
    }

    int size() {
        return length / 3;
    }

    /** B, G, R; zeros of nothing. */
    double[] median() {
        return new double[] {median(channel(0)), median(channel(1)), median(channel(2))};
    }

    /** B, G, R: robust standard deviations. */
    double[] spread() {
        double[] middle = median();
        double[] spread = new double[3];
        for (int c = 0; c < 3; c++) {
            double[] distances = channel(c);
            for (int i = 0; i < distances.length; i++) {
                distances[i] = Math.abs(distances[i] - middle[c]);
            }
            spread[c] = NORMAL * median(distances);
        }
        return spread;
    }

    /** 3×3, without those that are more than four robust standard deviations off. */
    List<List<Double>> covariance() {
        double[] middle = median();
        double[] spread = spread();
        double[][] sums = new double[3][3];
        int count = 0;
        for (int i = 0; i < length; i += 3) {
            double[] off = new double[3];
            boolean near = true;
            for (int c = 0; c < 3; c++) {
                off[c] = values[i + c] - middle[c];
                near &= Math.abs(off[c]) <= FARTHEST * Math.max(spread[c], LEAST_SPREAD);
            }
            for (int c = 0; c < 3 && near; c++) {
                for (int d = 0; d < 3; d++) {
                    sums[c][d] += off[c] * off[d];
                }
            }
            count += near ? 1 : 0;
        }
        List<List<Double>> covariance = new ArrayList<>();
        for (double[] row : sums) {
            int n = Math.max(1, count);
            covariance.add(List.of(row[0] / n, row[1] / n, row[2] / n));
        }
        return List.copyOf(covariance);
    }

    /**
     * How far from {@code middle} in a direction the part {@code share} of the pixels is at most.
     *
     * @param direction B, G, R, of length 1
     */
    double distance(double[] middle, double[] direction, double share) {
        double[] distances = new double[size()];
        for (int i = 0; i < distances.length; i++) {
            double along = 0;
            for (int c = 0; c < 3; c++) {
                along += (values[3 * i + c] - middle[c]) * direction[c];
            }
            distances[i] = Math.abs(along);
        }
        return quantile(distances, share);
    }

    private double[] channel(int c) {
        double[] channel = new double[size()];
        for (int i = 0; i < channel.length; i++) {
            channel[i] = values[3 * i + c];
        }
        return channel;
    }

    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /** Sorts them; 0 of nothing. */
    static double quantile(double[] values, double share) {
        if (values.length == 0) {
            return 0;
        }
        Arrays.sort(values);
        return values[(int) (share * (values.length - 1))];
    }
}
