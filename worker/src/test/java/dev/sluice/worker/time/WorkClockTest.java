package dev.sluice.worker.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class WorkClockTest {
    private final SettableTicker ticker = new SettableTicker();
    private final WorkClock clock = new WorkClock(ticker);

    private void seconds(int count) {
        ticker.advance(Duration.ofSeconds(count));
    }

    @Test
    void beforeTheWorkNothingIsOver() {
        seconds(1000);

        assertThat(clock.over()).isFalse();
    }

    @Test
    void rule12_onlyTheTimeOfWorkCounts() {
        seconds(1000);
        clock.start(Duration.ofSeconds(10));
        seconds(6);
        clock.stop();
        seconds(1000);
        assertThat(clock.over()).isFalse();
        clock.go();
        seconds(3);
        assertThat(clock.over()).isFalse();

        seconds(1);
        assertThat(clock.over()).isTrue();
    }

    @Test
    void rule12_nobodyIsOverTimeWhileHeWaits() {
        clock.start(Duration.ofSeconds(10));
        seconds(10);
        assertThat(clock.over()).isTrue();

        clock.stop();
        assertThat(clock.over()).isFalse();
    }

    @Test
    void stoppingAndGoingMayBeRepeated() {
        clock.start(Duration.ofSeconds(10));
        clock.go();
        seconds(5);
        clock.stop();
        clock.stop();
        seconds(5);
        clock.go();
        seconds(4);
        clock.go();

        assertThat(clock.over()).isFalse();
        seconds(1);
        assertThat(clock.over()).isTrue();
    }

    @Test
    void theThreadOfAJobFindsItsClock() throws Exception {
        assertThat(clock.during(WorkClock::ofJob)).isSameAs(clock);
        assertThat(WorkClock.ofJob()).isNotSameAs(clock);
    }
}
