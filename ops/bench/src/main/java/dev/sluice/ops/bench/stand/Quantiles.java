package dev.sluice.ops.bench.stand;

import dev.sluice.ops.bench.BenchFile;

import java.util.List;

/**
 * Of a list of times, in milliseconds with one decimal; by nearest rank, so that each is a time
 * that was really measured.
 */
public record Quantiles(double p50, double p95, double p99) {
    /**
     * @param values at least one
     */
    public static Quantiles of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Quantiles(rank(sorted, 0.50), rank(sorted, 0.95), rank(sorted, 0.99));
    }

    private static double rank(List<Double> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return BenchFile.rounded(sorted.get(Math.max(0, index)), 1);
    }
}
