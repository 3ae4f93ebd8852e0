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

    /** How many layers beyond the last class a flake is still told from others. */
    private static final int BEYOND = 6;

    /** With each of these the mean is less sure by this contrast, one standard deviation. */
    private static final double LESS_SURE = 0.02;

    private static final double LEAST_DECAY = 0.3;
    private static final double MOST_DECAY = 0.95;

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
