package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class ServiceTimeTest {
    private static final long HALF = Duration.ofMillis(500).toNanos();
    private static final int PERMITS = 64;

    private final ServiceTime service = new ServiceTime(PERMITS);
    private long now;
    private double jobs;

    /** Looks twice a second. */
    private void pass(int seconds, int held, double jobsPerSecond) {
        for (int i = 0; i < 2 * seconds; i++) {
            now += HALF;
            jobs += jobsPerSecond / 2;
            service.look(now, held, (long) jobs);
        }
    }

    private double seconds() {
        return service.seconds((long) jobs);
    }

    @Test
    void beforeTheFirstJobItIsASecondOrWhatHasPassed() {
        assertThat(seconds()).isEqualTo(1);
        pass(0, 0, 0);
        pass(60, 0, 0);
        assertThat(seconds()).as("idle").isEqualTo(1);
        pass(30, 1, 0);
        assertThat(seconds()).as("the first job takes long").isCloseTo(30, within(1.0));
    }

    @Test
    void aFullWorkersIsTheInverseOfItsThroughput() {
        pass(10, PERMITS, 50);
        assertThat(seconds()).isCloseTo(0.02, within(0.002));
    }

    @Test
    void idleTimeIsNotCounted() {
        pass(10, PERMITS, 50);
        pass(3600, 0, 0);
        pass(10, PERMITS, 50);
        assertThat(seconds()).isCloseTo(0.02, within(0.002));
    }

    @Test
    void aTrickleHardlyMovesWhatAFullWorkerHasShown() {
        pass(60, PERMITS, 50);
        pass(600, 1, 5); // one at a time, a fifth of a second each, for ten minutes
        assertThat(seconds()).isBetween(0.02, 0.06);
    }

    @Test
    void fullWorkSoonReplacesWhatATrickleHasShown() {
        pass(600, 1, 5);
        assertThat(seconds()).isCloseTo(0.2, within(0.01));
        pass(180, PERMITS, 50);
        assertThat(seconds()).isCloseTo(0.02, within(0.015));
    }

    @Test
    void whileNothingEndsItGrows() {
        pass(60, PERMITS, 50);
        pass(40, PERMITS, 0);
        assertThat(seconds()).as("if all end now").isCloseTo(40.0 / PERMITS, within(0.02));
        pass(600, PERMITS, 0);
        assertThat(seconds()).isCloseTo(10, within(0.02));
    }

    @Test
    void theFirstJobsShareTheTimeThatPasses() {
        pass(59, PERMITS, 0);
        assertThat(seconds()).as("a minute each, 64 at a time").isEqualTo(1);
        pass(128, 2 * PERMITS, 0);
        assertThat(seconds()).as("no more than permits").isCloseTo(187.0 / PERMITS, within(0.02));
    }

    @Test
    void aClockThatStandsStillDividesByNothing() {
        service.look(5, 1, 0);
        service.look(5, 1, 10);
        assertThat(service.seconds(10)).isEqualTo(1);
    }
}
