package dev.sluice.ops.bench.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

final class CoresTest {
    @Test
    void threadsAreSharedOutByTheirNames() {
        Limit.Cores cores =
                Limit.Cores.of(
                        Map.of(
                                "cpu", Duration.ofMillis(300),
                                "forkjoinpool", Duration.ofMillis(120),
                                "poll-feed", Duration.ofMillis(30),
                                "deletes-feed", Duration.ofMillis(10),
                                "c compilerthre", Duration.ofMillis(50)),
                        100);
        assertThat(cores).isEqualTo(new Limit.Cores(3, 1.2, 0.4, 0.5));
        assertThat(cores.fetch()).isCloseTo(0.6, within(1e-9));
        assertThat(cores.write()).isCloseTo(1.0, within(1e-9));
    }
}
