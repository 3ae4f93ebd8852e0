package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RecentMostTest {
    private static final long SECOND = 1_000_000_000L;

    private final RecentMost most = new RecentMost();

    @Test
    void itIsTheLargestOfTheLastMinute() {
        assertThat(most.look(0)).isNaN();
        most.add(5, 0);
        most.add(3, 40 * SECOND);
        assertThat(most.look(59 * SECOND)).isEqualTo(5);
        assertThat(most.look(95 * SECOND)).isEqualTo(3);
        assertThat(most.look(200 * SECOND)).isNaN();
    }

    @Test
    void aTickerMayBeginBelowZero() {
        most.add(5, Long.MIN_VALUE / 2);
        assertThat(most.look(Long.MIN_VALUE / 2 + SECOND)).isEqualTo(5);
        assertThat(most.look(Long.MAX_VALUE / 2)).isNaN();
    }

    @Test
    void itsSpanCanBeChosen() {
        RecentMost longer = new RecentMost(Duration.ofMinutes(10));
        longer.add(5, 0);
        longer.add(1, 590 * SECOND);
        assertThat(longer.look(599 * SECOND)).isEqualTo(5);
        assertThat(longer.look(901 * SECOND)).isEqualTo(1);

        RecentMost none = new RecentMost(Duration.ZERO);
        none.add(5, 10);
        none.add(1, 20);
        assertThat(none.look(20)).as("the last one alone").isEqualTo(1);
    }
}
