package dev.sluice.ops.bench.against;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Runs of two builds in the order A B B A A B B A …: each two are a pair, in which each build comes
 * first as often as last, so that a machine that slows down or speeds up favours none. Between the
 * pairs a build follows itself, and how far these two differ is the noise.
 *
 * @param runs A's and B's, two for each pair
 * @param <R> what is known of a run
 */
record Series<R>(List<R> runs) {
    Series {
        runs = List.copyOf(runs);
    }

    /** Whether the run at this place is A's. */
    static boolean isA(int place) {
        return place % 4 == 0 || place % 4 == 3;
    }

    /** A's figure over B's. */
    Ratio ratio(ToDoubleFunction<R> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int place = 0; place + 1 < runs.size(); place += 2) {
            double ratio = over(figure, place, place + 1);
            ratios.add(isA(place) ? ratio : 1 / ratio);
        }
        return Ratio.of(ratios);
    }

    /** A build's figure over its own in the run before. */
    Ratio itself(ToDoubleFunction<R> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int place = 1; place + 1 < runs.size(); place += 2) {
            ratios.add(over(figure, place + 1, place));
        }
        return Ratio.of(ratios);
    }

    private double over(ToDoubleFunction<R> figure, int one, int other) {
        return figure.applyAsDouble(runs.get(one)) / figure.applyAsDouble(runs.get(other));
    }

    /** The mean of A's or of B's. */
    double mean(boolean ofA, ToDoubleFunction<R> figure) {
        double sum = 0;
        int count = 0;
        for (int place = 0; place < runs.size(); place++) {
            if (isA(place) == ofA) {
                sum += figure.applyAsDouble(runs.get(place));
                count++;
            }
        }
        return sum / count;
    }
}
