package dev.sluice.ops.bench.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PlayedTest {
    @Test
    void theT4DoesInBatchesOf32WhatTritonReachedWithIt() {
        Played t4 = new Played("t4", "T4, ResNet-50", Played.T4, Played.family("g4dn"));
        assertThat(t4.perSecond()).isCloseTo(2050, within(5.0));
    }

    @Test
    void theSmallestShapeWithEnoughCoresIsTaken() {
        Played t4 = new Played("t4", "T4", Played.T4, Played.family("g4dn"));
        assertThat(t4.balancing(3.2)).isEqualTo("g4dn.xlarge (4 vCPUs)");
        assertThat(t4.balancing(8.1)).isEqualTo("g4dn.4xlarge (16 vCPUs)");
    }

    @Test
    void whereNoneHasEnoughTheLargestSaysHowFarItGoes() {
        Played t4 = new Played("t4", "T4", Played.T4, Played.family("g4dn"));
        assertThat(t4.balancing(128))
                .isEqualTo("none with one such GPU: g4dn.16xlarge (64 vCPUs) feeds 50 % of it");
    }
}
