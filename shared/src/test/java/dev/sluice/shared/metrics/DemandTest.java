package dev.sluice.shared.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.metrics.QueueNumbers.Depth;

import org.junit.jupiter.api.Test;

import java.util.OptionalDouble;

class DemandTest {
    private static final OptionalDouble NEVER_SEEN = OptionalDouble.empty();

    @Test
    void withWorkersItIsTheirs() {
        assertThat(Demand.of(new Depth(900, 64, 100), new Hands(2, 50, 0.75), NEVER_SEEN))
                .isEqualTo(new Demand(20, 0, 0.75));
    }

    @Test
    void withoutItIsWorkForOneAtTheLastKnownPace() {
        assertThat(Demand.of(new Depth(40, 0, 0), Hands.NONE, OptionalDouble.of(0.25)))
                .isEqualTo(new Demand(10, 10, 0));
    }

    @Test
    void wherePaceIsUnknownOneWorkerShallFindOut() {
        assertThat(Demand.of(new Depth(100_000, 0, 0), Hands.NONE, NEVER_SEEN).withoutWorkers())
                .isEqualTo(1);
        assertThat(Demand.of(new Depth(0, 3, 0), Hands.NONE, NEVER_SEEN))
                .as("what is in flight comes back or ends")
                .isEqualTo(new Demand(0, 0, 0));
    }
}
