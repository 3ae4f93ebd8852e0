package dev.sluice.ops.local.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ops.local.optics.Band;
import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;

import org.junit.jupiter.api.Test;

class ThinFilmTest {
    private static final ThinFilm GRAPHENE = new ThinFilm(Crystal.GRAPHENE, 90);
    private static final Band GREEN = Band.BGR.get(1);

    @Test
    void physicsGivesThePublishedContrastsOfOneToFourLayers() {
        double squares = 0;
        for (int layers = 1; layers <= ClassicalMethod.LAYERS; layers++) {
            double[] contrast = contrast(layers);
            for (int channel = 0; channel < 3; channel++) {
                double error = contrast[channel] - ClassicalMethod.MEAN[layers - 1][channel];
                squares += error * error;
            }
        }
        assertThat(Math.sqrt(squares / 12)).isLessThan(0.014);
    }

    @Test
    void eachThicknessLiesInItsOwnClassAndFarFromTheOthers() {
        for (int layers = 0; layers <= 12; layers++) {
            for (int other = 1; other <= ClassicalMethod.LAYERS; other++) {
                double distance = ClassicalMethod.distance(contrast(layers), other);
                if (layers == other) {
                    assertThat(distance).as("%d layers", layers).isLessThan(1.5);
                } else {
                    assertThat(distance)
                            .as("%d layers from class %d", layers, other)
                            .isGreaterThan(6.5);
                }
            }
        }
    }

    @Test
    void theBareWaferIsDarkestWhereItsOxideIsAQuarterWave() {
        // 4 · 1.461 · 90 nm = 526 nm; there R = ((n² − nSi) / (n² + nSi))², with nSi = 4.177.
        double dark = Math.pow((1.461 * 1.461 - 4.177) / (1.461 * 1.461 + 4.177), 2);
        assertThat(GRAPHENE.reflectance(526, 0)).isCloseTo(dark, within(0.0005));
        assertThat(GRAPHENE.contrast(GREEN, 0)).isZero();
    }

    @Test
    void veryThickGraphiteIsBrighterThanTheWaferInGreen() {
        // Opaque: only the first surface counts, R = |(1 − n)/(1 + n)|² = (1.6² + 1.3²)/(3.6² +
        // 1.3²).
        double surface = (1.6 * 1.6 + 1.3 * 1.3) / (3.6 * 3.6 + 1.3 * 1.3);
        assertThat(GRAPHENE.reflectance(535, 5_000)).isCloseTo(surface, within(1e-6));
        assertThat(GRAPHENE.contrast(GREEN, 5_000)).isPositive();
    }

    private static double[] contrast(int layers) {
        return Band.BGR.stream().mapToDouble(band -> GRAPHENE.contrast(band, layers)).toArray();
    }
}
