package dev.sluice.ops.bench.against;

import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Statistic;
import org.apache.commons.statistics.distribution.TDistribution;

import java.util.EnumSet;
import java.util.List;

/**
 * A ratio that was measured several times.
 *
 * @param mean the geometric mean
 * @param error half the width of its 95 % confidence interval, as a share: 0.01 is ±1 %
 */
record Ratio(double mean, double error) {
    private static final double OUTSIDE_ON_ONE_SIDE = 0.025;

    /**
     * By Student's t on the logarithms, for what doubles a time and what halves it weigh the same.
     *
     * @param ratios from as many independent measurements, at least 3
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
