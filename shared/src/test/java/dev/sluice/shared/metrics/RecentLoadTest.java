package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RecentLoadTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final RecentLoad load = new RecentLoad(Duration.ofMinutes(5));

    @Test
    void moreWorkersHaveLessEachAtOnceAndFewerHaveMore() {
        assertThat(load.percent(new Hands(2, 20, 0.9), 0)).isEqualTo(90);
        assertThat(load.percent(new Hands(3, 30, 0.3), MINUTE)).isEqualTo(60);
        assertThat(load.percent(new Hands(1, 10, 1), 2 * MINUTE)).isEqualTo(180);
    }

    @Test
    void afterTheCooldownItIsForgottenAndNobodyIsBusyWithNothing() {
        load.percent(new Hands(2, 20, 0.9), 0);
        assertThat(load.percent(new Hands(2, 20, 0), 4 * MINUTE)).isEqualTo(90);
        assertThat(load.percent(Hands.NONE, 4 * MINUTE)).isZero();
        assertThat(load.percent(new Hands(2, 20, 0), 10 * MINUTE)).isZero();
    }
}
