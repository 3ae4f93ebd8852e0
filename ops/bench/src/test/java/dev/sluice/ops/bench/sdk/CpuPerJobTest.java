package dev.sluice.ops.bench.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CpuPerJobTest {
    @Test
    void aPlanNeedsAMessageForEachJobOfEachRound() {
        assertThat(new Plan(5, 3).jobs()).isEqualTo(4000);
    }

    @Test
    void aJobCostsTheSumOfItsCalls() {
        assertThat(new CpuPerJob(0.1, 0.2, 0.3, 0.01, 0.02, 0.05, 10, 0, "").total())
                .isEqualTo(0.63, within(1e-9));
    }
}
