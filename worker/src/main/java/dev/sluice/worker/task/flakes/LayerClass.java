package dev.sluice.worker.task.flakes;

import java.util.ArrayList;
import java.util.List;

/**
 * The contrast that flakes of one thickness have: a normal distribution over B, G, R.
 *
 * @param name number of layers
 * @param covariance 3×3, symmetric
 */
record LayerClass(String name, List<Double> mean, List<List<Double>> covariance) {
    static final String THICKER = "thicker";

    private static final double LEAST_SCALE = 0.6;
    private static final double MOST_SCALE = 1.65;

    /** Contrast by which one may be off the line from nothing through a class's mean. */
    private static final double OFF = 0.02;

    private static final double OFF_A_CONTRAST = 0.15;

    /** How many layers beyond the last class a flake is still told from others. */
    private static final int BEYOND = 6;

    /** With each of these the mean is less sure by this contrast, one standard deviation. */
    private static final double LESS_SURE = 0.02;

    private static final double LEAST_DECAY = 0.3;
    private static final double MOST_DECAY = 0.95;

    /** Whether its numbers are those of a normal distribution. */
    boolean isSound() {
        if (mean.size() != 3
                || covariance.size() != 3
                || covariance.stream().anyMatch(row -> row.size() != 3)) {
            return false;
        }
        double[][] a = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                a[i][j] = covariance.get(i).get(j);
                if (Math.abs(a[i][j] - covariance.get(j).get(i)) > 1e-9) {
                    return false;
                }
            }
        }
        double two = a[0][0] * a[1][1] - a[0][1] * a[1][0];
        double three =
                a[2][0] * (a[0][1] * a[1][2] - a[0][2] * a[1][1])
                        - a[2][1] * (a[0][0] * a[1][2] - a[0][2] * a[1][0])
                        + a[2][2] * two;
        return a[0][0] > 0 && two > 0 && three > 0 && mean.stream().allMatch(Double::isFinite);
    }

    /**
     * Whether a contrast is one of these classes' on some usual scale.
     *
     * @param contrast B, G, R
     */
    static boolean anyFits(List<LayerClass> classes, double[] contrast) {
        for (LayerClass each : classes) {
            double along = 0;
            double square = 0;
            double length = 0;
            for (int c = 0; c < 3; c++) {
                along += contrast[c] * each.mean.get(c);
                square += each.mean.get(c) * each.mean.get(c);
                length += contrast[c] * contrast[c];
            }
            double scale = along / Math.max(1e-9, square);
            double off = Math.sqrt(Math.max(0, length - scale * along));
            if (scale >= LEAST_SCALE
                    && scale <= MOST_SCALE
                    && off <= Math.max(OFF, OFF_A_CONTRAST * Math.sqrt(length))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The classes that would follow: each step of the contrast is a fixed part of the one before,
     * as of light that each layer absorbs. Graphene's steps on 90 nm of oxide shrink by a tenth.
     */
    static List<LayerClass> thicker(List<LayerClass> known) {
        if (known.size() < 2) {
            return List.of();
        }
        LayerClass first = known.getFirst();
        LayerClass last = known.getLast();
        double[] step = new double[3];
        double[] decay = new double[3];
        for (int c = 0; c < 3; c++) {
            step[c] = last.mean.get(c) - known.get(known.size() - 2).mean.get(c);
            double before = first.mean.get(c);
            decay[c] =
                    before == 0
                            ? LEAST_DECAY
                            : Math.clamp(
                                    Math.pow(
                                            Math.max(0, step[c] / before),
                                            1.0 / (known.size() - 1)),
                                    LEAST_DECAY,
                                    MOST_DECAY);
        }
        List<LayerClass> thicker = new ArrayList<>();
        double[] mean = last.mean.stream().mapToDouble(Double::doubleValue).toArray();
        for (int more = 1; more <= BEYOND; more++) {
            for (int c = 0; c < 3; c++) {
                step[c] *= decay[c];
                mean[c] += step[c];
            }
            thicker.add(
                    new LayerClass(
                            THICKER,
                            List.of(mean[0], mean[1], mean[2]),
                            widened(last.covariance, LESS_SURE * more)));
        }
        return thicker;
    }

    private static List<List<Double>> widened(List<List<Double>> covariance, double by) {
        List<List<Double>> widened = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Double> row = new ArrayList<>(covariance.get(i));
            row.set(i, row.get(i) + by * by);
            widened.add(row);
        }
        return widened;
    }
}
