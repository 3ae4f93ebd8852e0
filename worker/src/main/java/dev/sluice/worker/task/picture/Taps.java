package dev.sluice.worker.task.picture;

import java.util.function.DoubleUnaryOperator;

/**
 * Which columns or rows of an input make one of an output, and how much each counts, in whole
 * numbers: {@code first[i]} and those after it, {@code weights[i]}.
 */
@SuppressWarnings("ArrayRecordComponent") // made once a picture and read by loops
record Taps(int[] first, int[][] weights) {
    /**
     * One side of a scaled picture.
     *
     * @param first of the output's columns that are wanted
     * @param wanted how many are
     * @param output columns in all
     * @param input columns in all
     */
    record Side(int first, int wanted, int output, int input) {
        private double scale() {
            return (double) input / output;
        }
    }

    /**
     * Pillow's {@code resize}: where a picture gets smaller, the kernel is widened by as much, so
     * that every pixel counts. Beyond the edge nothing counts.
     *
     * @param reach how far the kernel goes to each side, in px
     * @param one the weight that stands for 1
     */
    static Taps widened(Side side, DoubleUnaryOperator kernel, double reach, int one) {
        double widening = Math.max(1, side.scale());
        Taps taps = new Taps(new int[side.wanted()], new int[side.wanted()][]);
        for (int i = 0; i < side.wanted(); i++) {
            double centre = (side.first() + i + 0.5) * side.scale();
            int from = Math.max(0, (int) (centre - reach * widening + 0.5));
            int to = Math.min(side.input(), (int) (centre + reach * widening + 0.5));
            double[] parts = new double[to - from];
            double sum = 0;
            for (int j = 0; j < parts.length; j++) {
                parts[j] = kernel.applyAsDouble((j + from - centre + 0.5) * (1 / widening));
                sum += parts[j];
            }
            taps.first[i] = from;
            taps.weights[i] = new int[parts.length];
            for (int j = 0; j < parts.length; j++) {
                double weight = parts[j] / sum * one;
                taps.weights[i][j] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
        }
        return taps;
    }

    /**
     * OpenCV's {@code resize}: the kernel as it is, whatever the scale. Beyond the edge the last
     * pixel goes on.
     */
    static Taps plain(Side side, DoubleUnaryOperator kernel, int reach, int one) {
        Taps taps = new Taps(new int[side.wanted()], new int[side.wanted()][]);
        for (int i = 0; i < side.wanted(); i++) {
            double centre = (side.first() + i + 0.5) * side.scale() - 0.5;
            int middle = (int) Math.floor(centre);
            int from = Math.clamp(middle - reach + 1L, 0, side.input() - 1);
            int to = Math.clamp(middle + (long) reach, 0, side.input() - 1);
            int[] weights = new int[to - from + 1];
            for (int j = middle - reach + 1; j <= middle + reach; j++) {
                int at = Math.clamp(j, 0, side.input() - 1) - from;
                weights[at] += (int) Math.rint(kernel.applyAsDouble(j - centre) * one);
            }
            taps.first[i] = from;
            taps.weights[i] = weights;
        }
        return taps;
    }

    /** The most that count for one. */
    int most() {
        int most = 1;
        for (int[] each : weights) {
            most = Math.max(most, each.length);
        }
        return most;
    }
}
