package dev.sluice.ops.bench.against;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Runs of two builds in the order A B B A A B B A …: each two are a pair, in which each build comes
 * first as often as last, so that a machine that slows down or speeds up favours none. Between the
 * pairs a build follows itself, and how far these two differ is the noise.
 *
 * @param runs A's and B's, two for each pair
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
        return Ratio.of(
                IntStream.range(0, runs.size() / 2)
                        .map(pair -> 2 * pair)
                        .mapToObj(
                                place ->
                                        isA(place)
                                                ? over(figure, place, place + 1)
                                                : over(figure, place + 1, place))
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

    /** The mean of A's or of B's. */
    double mean(boolean ofA, ToDoubleFunction<R> figure) {
        return IntStream.range(0, runs.size())
                .filter(place -> isA(place) == ofA)
                .mapToDouble(place -> figure.applyAsDouble(runs.get(place)))
                .average()
                .orElseThrow();
    }
}
