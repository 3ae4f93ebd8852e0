package dev.sluice.ops.bench.against;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ops.bench.against.Series.Ratio;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

final class RatioTest {
    @Test
    void whatDoublesAndWhatHalvesCancel() {
        assertThat(Ratio.of(List.of(2.0, 0.5, 2.0, 0.5)).mean()).isCloseTo(1, within(1e-12));
    }

    /** Five logarithms of +0.01 and five of −0.01: s = 0.010541, s/√10 = 0.003333, × 2.262. */
    @Test
    void theErrorIsHalfOfA95PercentInterval() {
        List<Double> ratios =
                Stream.of(1, -1, 1, -1, 1, -1, 1, -1, 1, -1).map(s -> Math.exp(s * 0.01)).toList();

        Ratio ratio = Ratio.of(ratios);

        assertThat(ratio.mean()).isCloseTo(1, within(1e-12));
        assertThat(ratio.error()).isCloseTo(Math.expm1(0.007540), within(1e-5));
    }

    @Test
    void whatIsAlwaysTheSameHasNoError() {
        Ratio ratio = Ratio.of(List.of(1.05, 1.05, 1.05));

        assertThat(ratio.mean()).isCloseTo(1.05, within(1e-12));
        assertThat(ratio.error()).isCloseTo(0, within(1e-12));
    }
}
