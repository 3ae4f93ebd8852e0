package dev.sluice.ops.flakes.calibration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A normal distribution for each thickness, from few examples. Its spread is that of the pixels
 * within a flake, plus that between flakes of one thickness; the latter is taken of all thicknesses
 * together, with three more examples of 1 % of contrast, for two flakes alone say nothing of it.
 */
final class Fit {
    private static final double SUPPOSED_SPREAD = 0.01;
    private static final double SUPPOSED_EXAMPLES = 3;

    /** Contrast by which a mean is off through rounding to whole levels. */
    private static final double ROUNDING = 0.004;

    private Fit() {}

    /** By number of layers, thinnest first. */
    static Map<Integer, Normal> of(List<Example> examples) {
        TreeMap<Integer, List<Example>> byLayers = new TreeMap<>();
        examples.forEach(
                it -> byLayers.computeIfAbsent(it.layers(), _ -> new ArrayList<>()).add(it));
        Map<Integer, double[]> means = new LinkedHashMap<>();
        double[][] between = new double[3][3];
        byLayers.forEach((layers, own) -> means.put(layers, mean(own)));
        byLayers.forEach(
                (layers, own) -> {
                    double[] mean = means.getOrDefault(layers, new double[3]);
                    own.forEach(it -> addSquare(between, it.mean(), mean));
                });
        double freedom = examples.size() - byLayers.size() + SUPPOSED_EXAMPLES;
        Map<Integer, Normal> fit = new LinkedHashMap<>();
        byLayers.forEach(
                (layers, own) -> {
                    double[][] covariance = new double[3][3];
                    for (int i = 0; i < 3; i++) {
                        for (int j = 0; j < 3; j++) {
                            double supposed =
                                    i == j
                                            ? SUPPOSED_EXAMPLES * SUPPOSED_SPREAD * SUPPOSED_SPREAD
                                            : 0;
                            covariance[i][j] = (between[i][j] + supposed) / freedom;
                            for (Example each : own) {
                                covariance[i][j] +=
                                        each.contrast().covariance().get(i).get(j) / own.size();
                            }
                        }
                        covariance[i][i] += ROUNDING * ROUNDING;
                    }
                    fit.put(
                            layers,
                            new Normal(means.getOrDefault(layers, new double[3]), covariance));
                });
        return fit;
    }

    private static double[] mean(List<Example> examples) {
        double[] mean = new double[3];
        for (Example each : examples) {
            for (int c = 0; c < 3; c++) {
                mean[c] += each.mean()[c] / examples.size();
            }
        }
        return mean;
    }

    private static void addSquare(double[][] sums, double[] at, double[] mean) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                sums[i][j] += (at[i] - mean[i]) * (at[j] - mean[j]);
            }
        }
    }
}
