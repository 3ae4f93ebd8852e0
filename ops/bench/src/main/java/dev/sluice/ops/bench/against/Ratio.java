package dev.sluice.ops.bench.against;

import java.util.List;

/**
 * A ratio that was measured several times.
 *
 * @param mean the geometric mean
 * @param error half the width of its 95 % confidence interval, as a share: 0.01 is ±1 %
 */
record Ratio(double mean, double error) {
    /** The normal distribution's quantile for 95 % on both sides together. */
    private static final double Z = 1.959964;

    /**
     * By Student's t on the logarithms, for what doubles a time and what halves it weigh the same.
     *
     * @param ratios from as many independent measurements, at least 3
     */
    static Ratio of(List<Double> ratios) {
        double[] logs = ratios.stream().mapToDouble(Math::log).toArray();
        double mean = 0;
        for (double log : logs) {
            mean += log / logs.length;
        }
        double squares = 0;
        for (double log : logs) {
            squares += (log - mean) * (log - mean);
        }
        int freedom = logs.length - 1;
        double standardError = Math.sqrt(squares / freedom / logs.length);
        return new Ratio(Math.exp(mean), Math.exp(t(freedom) * standardError) - 1);
    }

    /**
     * Student's t for 95 %, by Abramowitz and Stegun 26.7.5; 0.001 too small with 8 degrees of
     * freedom, less with more.
     */
    static double t(int freedom) {
        double z = Z;
        double n = freedom;
        return z
                + (Math.pow(z, 3) + z) / (4 * n)
                + (5 * Math.pow(z, 5) + 16 * Math.pow(z, 3) + 3 * z) / (96 * n * n)
                + (3 * Math.pow(z, 7) + 19 * Math.pow(z, 5) + 17 * Math.pow(z, 3) - 15 * z)
                        / (384 * n * n * n);
    }
}
