package dev.sluice.ops.plan.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.sluice.ops.plan.load.Load;
import dev.sluice.ops.plan.scaler.Scaler;
import dev.sluice.ops.plan.scaler.View;
import dev.sluice.ops.plan.simulated.SimulatedFleet.Law;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;

class SimulatedFleetTest {
    private static final JobCost SECOND = new JobCost(0, 1, 1, 1, 0);
    private static final Machines STEADY = new Machines(Duration.ofSeconds(100), 0, 0, 0);

    /** Always as many. */
    private record Always(int workers) implements Scaler {
        @Override
        public int desired(View view) {
            return workers;
        }

        @Override
        public int first() {
            return workers;
        }
    }

    private static Load flat(double rate, double seconds) {
        return new Load(Instant.EPOCH, Duration.ofSeconds((long) seconds), rate);
    }

    private static Outcome queue(int servers, double load, double jobs, Law law) {
        return SimulatedFleet.run(
                flat(load, jobs / load), SECOND, law, STEADY, new Always(servers), 1);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5, 2", "1, 0.8, 4", "2, 1.2, 2", "4, 3.2, 4", "10, 8, 8", "50, 45, 8"})
    void itAgreesWithTheoryOfExponentialServiceWithinTwoPercent(
            int servers, double load, int millions) {
        Waits waits = queue(servers, load, millions * 1e6, Law.EXPONENTIAL).waits();

        assertThat(waits.mean())
                .isCloseTo(Theory.meanWaitExponential(servers, load), withinPercentage(2));
        assertThat(waits.quantile(0.99))
                .isCloseTo(Theory.quantileExponential(servers, load, 0.99), withinPercentage(2));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5, 2", "1, 0.8, 4", "2, 1.2, 2", "4, 3.2, 4", "10, 8, 8", "50, 45, 8"})
    void itAgreesWithTheoryOfFixedServiceWithinTwoPercent(int servers, double load, int millions) {
        assertThat(queue(servers, load, millions * 1e6, Law.FIXED).waits().mean())
                .isCloseTo(Theory.meanWaitFixed(servers, load), withinPercentage(2));
    }

    /** Pollaczek and Khinchine: ρ/(2(1 − ρ)) with one server and fixed service. */
    @Test
    void theNumericalTheoryAgreesWithTheClosedFormWhereThereIsOne() {
        assertThat(Theory.meanWaitFixed(1, 0.8)).isCloseTo(2.0, withinPercentage(1e-6));
        assertThat(Theory.meanWaitExponential(1, 0.8)).isCloseTo(4.0, withinPercentage(1e-6));
    }

    @Test
    void aDayOfTenMillionJobsIsTwentyMillionEventsAndAFewLooks() {
        Load day = flat(1e7 / 86_400, 86_400);
        JobCost quick = new JobCost(0, 0.01, 1, 64, 0);
        Outcome outcome = SimulatedFleet.run(day, quick, STEADY, new Always(2), 1);

        assertThat(outcome.arrived()).isBetween(9_980_000L, 10_020_000L);
        assertThat(outcome.ended()).isEqualTo(outcome.arrived());
        assertThat(outcome.events())
                .isEqualTo(2 * outcome.arrived() + 86_400 / Scaler.LOOK_SECONDS + 1);
    }

    @Test
    void batchesShareTheirFixedTime() {
        JobCost batched = new JobCost(0.1, 0.01, 10, 64, 0); // 50 jobs a second when full
        Outcome full = SimulatedFleet.run(flat(60, 1000), batched, STEADY, new Always(1), 1);
        Outcome alone =
                SimulatedFleet.run(flat(60, 1000), batched.withBatch(1), STEADY, new Always(1), 1);

        assertThat(full.hours().onDemandSeconds()).isBetween(1190.0, 1210.0);
        assertThat(alone.hours().onDemandSeconds()).isBetween(6500.0, 6700.0);
    }

    @Test
    void theSameSeedIsTheSameRunAndAnotherIsNot() {
        Load load = flat(5, 10_000);
        Machines spot = new Machines(Duration.ofSeconds(100), 1, 0.7, 20);
        assertThat(run(load, spot, 7))
                .isEqualTo(run(load, spot, 7))
                .isNotEqualTo(run(load, spot, 8));
    }

    private static String run(Load load, Machines machines, long seed) {
        Outcome outcome = SimulatedFleet.run(load, SECOND, machines, new Always(8), seed);
        return outcome.waits().mean() + " " + outcome.hours() + " " + outcome.course();
    }

    @Test
    void spotMachinesAreTakenBackAndNoJobIsLost() {
        Machines spot = new Machines(Duration.ofSeconds(100), 2, 1, 24);
        Outcome outcome = SimulatedFleet.run(flat(5, 36_000), SECOND, spot, new Always(8), 1);

        // Six of the eight are spot and live an hour on average.
        assertThat(outcome.hours().interrupted()).isBetween(40L, 80L);
        assertThat(outcome.hours().onDemandSeconds()).isGreaterThan(2 * 36_000);
        assertThat(outcome.ended()).isEqualTo(outcome.arrived());
    }

    @Test
    void aQueueThatNobodyServesIsGivenUpAndSaysSo() {
        Outcome outcome = SimulatedFleet.run(flat(0.01, 1000), SECOND, STEADY, new Always(0), 1);
        assertThat(outcome.ended()).isZero();
        assertThat(outcome.arrived()).isPositive();
    }

    @Test
    void quantilesAreNoMoreThanOnePercentOff() {
        Waits waits = new Waits();
        for (int i = 1; i <= 10_000; i++) {
            waits.add(i / 100.0);
        }
        assertThat(waits.quantile(0.5)).isCloseTo(50, withinPercentage(1));
        assertThat(waits.quantile(0.99)).isCloseTo(99, withinPercentage(1));
        assertThat(waits.quantile(1)).isEqualTo(100);
        assertThat(waits.mean()).isCloseTo(50.005, withinPercentage(1e-6));
    }
}
