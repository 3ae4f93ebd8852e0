package dev.sluice.ops.bench.against;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

final class SeriesTest {
    private static final int RUNS = 20;

    @Test
    void buildsTakeTurnsAtComingFirst() {
        String order =
                IntStream.range(0, 8)
                        .mapToObj(place -> Series.isA(place) ? "A" : "B")
                        .reduce("", String::concat);

        assertThat(order).isEqualTo("ABBAABBA");
    }

    @Test
    void theRatioIsOfThisBuildOverTheOther() {
        Series<Double> series = series(place -> Series.isA(place) ? 11 : 10);

        assertThat(series.ratio(run -> run).mean()).isCloseTo(1.1, within(1e-9));
        assertThat(series.itself(run -> run).mean()).isCloseTo(1, within(1e-9));
        assertThat(series.mean(true, run -> run)).isCloseTo(11, within(1e-9));
        assertThat(series.mean(false, run -> run)).isCloseTo(10, within(1e-9));
    }

    /** By a fifth of the difference that is looked for, from run to run. */
    @Test
    void aMachineThatSlowsDownFavoursNoBuildAndShowsInABuildAgainstItself() {
        Series<Double> series = series(place -> Math.pow(1.004, place));

        assertThat(series.ratio(run -> run).mean()).isCloseTo(1, within(1e-9));
        assertThat(series.itself(run -> run).mean()).isCloseTo(1.004, within(1e-9));
    }

    private static Series<Double> series(IntToDoubleFunction run) {
        List<Double> runs = IntStream.range(0, RUNS).mapToDouble(run).boxed().toList();
        return new Series<>(runs);
    }
}
