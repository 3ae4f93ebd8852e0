package dev.sluice.ops.provision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.fleet.FleetCrew;
import dev.sluice.shared.fleet.Member;
import dev.sluice.shared.fleet.Vitals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the workers of a fleet do together, by their rows in DynamoDB Local. */
class FleetCrewTest {
    private final OneFleet fleet = new OneFleet();
    private final AtomicLong nanos = new AtomicLong();
    private final FleetCrew crew = new FleetCrew(fleet.table, nanos::get);

    private void join(Member member, Vitals.State state, double seconds) {
        fleet.table
                .members()
                .join(
                        member,
                        new Vitals(
                                state,
                                Optional.empty(),
                                Map.of("cats", "1"),
                                0,
                                0,
                                Map.of("cats", seconds),
                                0));
    }

    private void pass(Duration time) {
        fleet.pass(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void theReadyOnesCountEachByItsOwnSpeed() {
        join(fleet.worker(), Vitals.State.READY, 0.1);
        join(fleet.worker(), Vitals.State.READY, 0.25);
        join(fleet.worker(), Vitals.State.DRAINING, 0.1);
        join(fleet.worker(), Vitals.State.STARTING, 0.1);

        assertThat(crew.jobsPerSecond("cats")).hasValue(14);
        assertThat(crew.jobsPerSecond("dogs")).isEmpty();
    }

    @Test
    void oneThatIsLostCountsNoMoreAndNobodyIsAskedAboutAllTheTime() {
        Member lost = fleet.worker();
        join(lost, Vitals.State.READY, 0.1);
        join(fleet.worker(), Vitals.State.READY, 0.25);
        assertThat(crew.jobsPerSecond("cats")).hasValue(14);

        join(lost, Vitals.State.ENDED, 0.1);
        pass(Duration.ofSeconds(14));
        assertThat(crew.jobsPerSecond("cats")).as("asked before").hasValue(14);
        pass(Duration.ofSeconds(1));
        assertThat(crew.jobsPerSecond("cats")).hasValue(4);
        pass(Duration.ofSeconds(31));
        assertThat(crew.jobsPerSecond("cats")).as("the other is lost").isEmpty();
    }
}
