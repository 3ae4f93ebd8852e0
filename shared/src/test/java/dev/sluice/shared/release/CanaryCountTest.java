package dev.sluice.shared.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.release.CanaryCount.Jobs;
import dev.sluice.shared.release.Trial.Bounds;

import org.junit.jupiter.api.Test;

class CanaryCountTest {
    private static final Bounds FAILURES = new Bounds(10, 0, 0.1, 0);
    private static final Bounds SLOWDOWN = new Bounds(10, 0, 1, 1.5);

    private static CanaryCount of(Jobs canary, Jobs live) {
        return CanaryCount.NONE.plus(new CanaryCount(canary, live));
    }

    @Test
    void aCanaryEndsWhenMoreOfItsJobsFailThanTheLiveOnes() {
        Jobs live = new Jobs(90, 9, 900);
        assertThat(of(new Jobs(9, 9, 0), live).breaks(FAILURES)).as("too few").isEmpty();
        assertThat(of(new Jobs(10, 2, 0), live).breaks(FAILURES)).as("one more in ten").isEmpty();
        assertThat(of(new Jobs(10, 3, 0), live).breaks(FAILURES).orElseThrow())
                .isEqualTo(
                        "of 10 jobs 30.0 % failed, of 90 with the live version 10.0 %, and 10.0"
                                + " points more are allowed");
        assertThat(of(new Jobs(10, 3, 0), Jobs.NONE).breaks(FAILURES)).isPresent();
    }

    @Test
    void bothFailingAlikeIsNotTheCanarysFault() {
        assertThat(of(new Jobs(50, 25, 0), new Jobs(50, 25, 0)).breaks(FAILURES)).isEmpty();
    }

    @Test
    void aCanaryEndsWhenItIsTooSlowForWhichBothNeedEnoughJobs() {
        assertThat(of(new Jobs(10, 0, 160), new Jobs(10, 0, 100)).breaks(SLOWDOWN).orElseThrow())
                .contains("1.60 times as long");
        assertThat(of(new Jobs(10, 0, 150), new Jobs(10, 0, 100)).breaks(SLOWDOWN)).isEmpty();
        assertThat(of(new Jobs(10, 0, 160), new Jobs(9, 0, 90)).breaks(SLOWDOWN)).isEmpty();
        assertThat(of(new Jobs(10, 10, 0), new Jobs(10, 0, 100)).breaks(SLOWDOWN))
                .as("of none that was done there is no time")
                .isEmpty();
    }
}
