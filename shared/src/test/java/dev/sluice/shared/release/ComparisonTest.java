package dev.sluice.shared.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.release.Trial.Bounds;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Comparison SAME = new Comparison(1, 1, 0, 0.01, 10, 12);
    private static final Comparison OTHER = new Comparison(1, 0, 0, 0.3, 10, 40);
    private static final Comparison FAILED = new Comparison(1, 0, 1, 0, 0, 0);

    private static Comparison of(int same, int other, int failed) {
        Comparison all = Comparison.NONE;
        for (int i = 0; i < same; i++) {
            all = all.plus(SAME);
        }
        for (int i = 0; i < other; i++) {
            all = all.plus(OTHER);
        }
        for (int i = 0; i < failed; i++) {
            all = all.plus(FAILED);
        }
        return all;
    }

    @Test
    void aTrialEndsWhenTooFewAnswersAgreeAndNotBeforeThereAreEnough() {
        Bounds bounds = new Bounds(10, 0.9, 1, 0);
        assertThat(of(0, 9, 0).breaks(bounds)).isEmpty();
        assertThat(of(9, 1, 0).breaks(bounds)).isEmpty();
        assertThat(of(8, 2, 0).breaks(bounds).orElseThrow())
                .isEqualTo("of 10 answers 80.0 % are the same, under the 90.0 % asked for");
    }

    @Test
    void aTrialEndsWhenTooManyHaveNoAnswer() {
        Bounds bounds = new Bounds(10, 0, 0.1, 0);
        assertThat(of(9, 0, 1).breaks(bounds)).isEmpty();
        assertThat(of(8, 0, 2).breaks(bounds).orElseThrow()).contains("20.0 % have no answer");
    }

    @Test
    void aTrialEndsWhenItIsTooSlow() {
        Bounds bounds = new Bounds(2, 0, 1, 1.5);
        assertThat(of(4, 0, 0).breaks(bounds)).isEmpty();
        assertThat(of(1, 1, 0).breaks(bounds).orElseThrow()).contains("2.60 times as long");
    }

    @Test
    void withoutBoundsNothingEndsIt() {
        assertThat(of(0, 500, 500).breaks(Bounds.NONE)).isEmpty();
    }
}
