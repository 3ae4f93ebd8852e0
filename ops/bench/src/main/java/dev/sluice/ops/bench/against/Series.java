package dev.sluice.ops.bench.against;

import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Statistic;
import org.apache.commons.statistics.distribution.TDistribution;

import java.util.EnumSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Runs of two builds in the order A B B A A B B A …: each two are a pair, in which each build comes
 * first as often as last, so that a machine that slows down or speeds up favours none. Between the
 * pairs a build follows itself, and how far these two differ is the noise.
 */
record Series<R>(List<R> runs) {
    private static final double OUTSIDE_ON_ONE_SIDE = 0.025;

    Series {
        runs = List.copyOf(runs);
    }

    /** Whether the run at this place is A's. */
    static boolean isA(int place) {
        return place % 4 == 0 || place % 4 == 3;
    }

    /** A's figure over B's. */
    Ratio ratio(ToDoubleFunction<R> figure) {
        return Ratio.of(
                IntStream.range(0, runs.size() / 2)
                        .map(pair -> 2 * pair)
                        .map(place -> isA(place) ? place : place + 1)
                        .mapToObj(ofA -> over(figure, ofA, ofA ^ 1))
                        .toList());
    }

    /** A build's figure over its own in the run before. */
    Ratio itself(ToDoubleFunction<R> figure) {
        return Ratio.of(
                IntStream.range(1, runs.size() / 2)
                        .mapToObj(pair -> over(figure, 2 * pair, 2 * pair - 1))
                        .toList());
    }

    private double over(ToDoubleFunction<R> figure, int one, int other) {
        return figure.applyAsDouble(runs.get(one)) / figure.applyAsDouble(runs.get(other));
    }

    double mean(boolean ofA, ToDoubleFunction<R> figure) {
        return IntStream.range(0, runs.size())
                .filter(place -> isA(place) == ofA)
                .mapToDouble(place -> figure.applyAsDouble(runs.get(place)))
                .average()
                .orElseThrow();
    }

    /**
     * A ratio that was measured several times.
     *
     * @param mean the geometric mean
     * @param error half the width of its 95 % confidence interval, as a share: 0.01 is ±1 %
     */
    record Ratio(double mean, double error) {
        /**
         * By Student's t on the logarithms, for what doubles a time and what halves it weigh the
         * same; of at least 3 independent measurements.
         */
        static Ratio of(List<Double> ratios) {
            int count = ratios.size();
            DoubleStatistics logs =
                    DoubleStatistics.of(
                            EnumSet.of(Statistic.MEAN, Statistic.STANDARD_DEVIATION),
                            ratios.stream().mapToDouble(Math::log).toArray());
            double t = TDistribution.of(count - 1).inverseSurvivalProbability(OUTSIDE_ON_ONE_SIDE);
            double deviation = logs.getAsDouble(Statistic.STANDARD_DEVIATION);
            return new Ratio(
                    Math.exp(logs.getAsDouble(Statistic.MEAN)),
                    Math.expm1(t * deviation / Math.sqrt(count)));
        }
    }
}
