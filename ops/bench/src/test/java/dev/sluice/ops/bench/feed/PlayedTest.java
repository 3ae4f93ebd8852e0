package dev.sluice.ops.bench.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;

final class PlayedTest {
    @Test
    void theT4DoesInBatchesOf32WhatTritonReachedWithIt() {
        Played t4 = new Played("t4", "T4, ResNet-50", Played.T4, Played.family("g4dn"));
        assertThat(t4.perSecond()).isCloseTo(2050, within(5.0));
    }

    @Test
    void theSmallestShapeWithEnoughCoresIsTaken() {
        List<Shape> t4 = Played.family("g4dn");
        assertThat(Shape.balancing(t4, 3.2)).isEqualTo("g4dn.xlarge (4 vCPUs)");
        assertThat(Shape.balancing(t4, 8.1)).isEqualTo("g4dn.4xlarge (16 vCPUs)");
    }

    @Test
    void whereNoneHasEnoughTheLargestSaysHowFarItGoes() {
        List<Shape> t4 = Played.family("g4dn");
        assertThat(Shape.balancing(t4, 128))
                .isEqualTo("none with one such GPU: g4dn.16xlarge (64 vCPUs) feeds 50 % of it");
    }
}
