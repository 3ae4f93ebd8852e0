package dev.sluice.ops.bench.against;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ops.bench.against.Comparison.Margin;
import dev.sluice.ops.bench.against.Series.Ratio;

import org.junit.jupiter.api.Test;

final class MarginTest {
    private static final Ratio QUIET = new Ratio(1, 0.005);

    @Test
    void upToTwoPercentMoreIsAllowed() {
        assertThat(new Margin(new Ratio(1.019, 0.005), QUIET).isMet()).isTrue();
        assertThat(new Margin(new Ratio(1.021, 0.005), QUIET).isMet()).isFalse();
    }

    @Test
    void theRunsOwnErrorIsAllowedIfItIsLargerAndSaysSo() {
        Margin noisy = new Margin(new Ratio(1.03, 0.04), QUIET);

        assertThat(noisy.isMet()).isTrue();
        assertThat(noisy.sentence("abc"))
                .startsWith(
                        "A picture costs 3.0 % more CPU than with abc, ± 4.0 %; at most 4.0 % more"
                                + " was allowed: met.")
                .contains("this run's own error");
    }

    @Test
    void aBuildThatIsUnlikeItselfMakesTheErrorLarger() {
        assertThat(new Margin(new Ratio(1.03, 0.005), new Ratio(1, 0.04)).error()).isEqualTo(0.04);
    }

    @Test
    void whatCostsLessIsMet() {
        assertThat(new Margin(new Ratio(0.9, 0.005), QUIET).sentence("abc"))
                .isEqualTo(
                        "A picture costs 10.0 % less CPU than with abc, ± 0.5 %; at most 2.0 % more"
                                + " was allowed: met.");
    }
}
