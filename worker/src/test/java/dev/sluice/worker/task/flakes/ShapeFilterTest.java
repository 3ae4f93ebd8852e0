package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShapeFilterTest {
    @Test
    void aDiskIsAFlake() {
        // a = 2πr / √(πr²) = 2√π, s = 1; σ(−0.60233·3.54491 + 3.40766 + 2.96034) = σ(4.23275)
        double confidence =
                ShapeFilter.confidence(2 * Math.PI * 50, Math.PI * 2500, Math.PI * 2500);
        assertThat(confidence).isCloseTo(0.985695, within(1e-5));
        assertThat(ShapeFilter.keeps(confidence)).isTrue();
    }

    @Test
    void aLongRaggedScratchIsNot() {
        // a = 20, s = 0.3; σ(−12.04663 + 1.02230 + 2.96034) = σ(−8.06399)
        double confidence = ShapeFilter.confidence(20 * Math.sqrt(1000), 1000, 1000 / 0.3);
        assertThat(confidence).isCloseTo(3.1457e-4, within(1e-7));
        assertThat(ShapeFilter.keeps(confidence)).isFalse();
    }

    @Test
    void exactlyOneHalfIsDropped() {
        assertThat(ShapeFilter.keeps(0.5)).isFalse();
    }

    @Test
    void aLineThatEnclosesNothingHasNoConfidence() {
        assertThat(ShapeFilter.confidence(100, 0, 0)).isZero();
    }
}
