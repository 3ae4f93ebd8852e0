package dev.sluice.ops.local.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

class MicrographTest {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 600;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theClassicalMethodSeesEachFlakeWithItsLayers(long seed) {
        Micrograph micrograph = Micrograph.generate(seed, WIDTH, HEIGHT, 1, 2, 3, 4);
        for (BufferedImage picture :
                List.of(micrograph.picture(), PictureBytes.decode(micrograph.jpeg()))) {
            ClassicalMethod method = new ClassicalMethod(picture);
            byte[] truth = micrograph.layerMap();
            for (int layers = 1; layers <= ClassicalMethod.LAYERS; layers++) {
                int both = 0;
                int either = 0;
                for (int i = 0; i < truth.length; i++) {
                    boolean seen = method.layers(i) == layers;
                    boolean there = truth[i] == layers;
                    both += seen && there ? 1 : 0;
                    either += seen || there ? 1 : 0;
                }
                assertThat((double) both / either).as("IoU, %d layers", layers).isGreaterThan(0.85);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void contrastsInsideAFlakeLieWithinDistanceFiveOfItsClass(long seed) {
        Micrograph micrograph = Micrograph.generateClean(seed, WIDTH, HEIGHT, 1, 2, 3, 4);
        ClassicalMethod method = new ClassicalMethod(micrograph.picture());
        for (Micrograph.Flake flake : micrograph.flakes()) {
            List<Double> distances = new ArrayList<>();
            inside(flake.pixels()).stream()
                    .forEach(
                            i ->
                                    distances.add(
                                            ClassicalMethod.distance(
                                                    method.contrast(i), flake.layers())));
            Collections.sort(distances);
            assertThat(distances.getLast())
                    .as("%d layers, worst pixel", flake.layers())
                    .isLessThan(5);
            assertThat(distances.get(distances.size() / 2))
                    .as("%d layers, median", flake.layers())
                    .isLessThan(2.5);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void theBareWaferHasNoFlakesAndABackgroundThatCanBeMeasured(long seed) {
        Micrograph bare = Micrograph.generate(seed, WIDTH, HEIGHT);
        ClassicalMethod method = new ClassicalMethod(bare.picture());
        int mistaken = 0;
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            mistaken += method.layers(i) > 0 ? 1 : 0;
        }
        assertThat(bare.flakes()).isEmpty();
        assertThat(bare.layerMap()).containsOnly(0);
        assertThat(mistaken).as("pixels of residue taken for graphene").isLessThan(300);
        for (int channel = 0; channel < 3; channel++) {
            assertThat(method.background(channel)).isBetween(60.0, 190.0);
        }
    }

    @Test
    void aFlakeThickerThanAnyClassIsNotTakenForOne() {
        Micrograph thick = Micrograph.generateClean(31, WIDTH, HEIGHT, 12);
        ClassicalMethod method = new ClassicalMethod(thick.picture());
        assertThat(
                        inside(thick.flakes().getFirst().pixels()).stream()
                                .filter(i -> method.layers(i) > 0))
                .isEmpty();
    }

    @Test
    void flakesAreLargeAndApartAndInside() {
        for (int seed = 0; seed < 40; seed++) {
            Micrograph micrograph = Micrograph.generateClean(seed, 480, 360, 1, 2, 3);
            BitSet covered = new BitSet();
            for (Micrograph.Flake flake : micrograph.flakes()) {
                assertThat(flake.area()).isGreaterThan(1_200);
                BitSet around = grown(flake.pixels(), 480);
                assertThat(covered.intersects(around)).isFalse();
                covered.or(around);
                assertThat(flake.pixels().stream().map(i -> i % 480))
                        .allMatch(x -> x > 4 && x < 475);
            }
        }
    }

    @Test
    void theSeedDecidesEverything() {
        byte[] first = Micrograph.generate(7, 200, 160, 2).png();
        assertThat(Micrograph.generate(7, 200, 160, 2).png()).isEqualTo(first);
        assertThat(Micrograph.generate(8, 200, 160, 2).png()).isNotEqualTo(first);
        assertThat(Micrograph.generateClean(7, 200, 160, 2).layerMap())
                .isEqualTo(Micrograph.generate(7, 200, 160, 2).layerMap());
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Micrograph.generate(1, 120, 120, 1, 1, 1, 1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Micrograph.generate(1, 50, 500));
        assertThatIllegalArgumentException().isThrownBy(() -> Micrograph.generate(1, 200, 200, 0));
    }

    /** Pixels at least 4 px from the edge, where blur and median no longer reach. */
    private static BitSet inside(BitSet pixels) {
        BitSet inner = new BitSet();
        pixels.stream()
                .filter(
                        i -> {
                            for (int dy = -4; dy <= 4; dy++) {
                                for (int dx = -4; dx <= 4; dx++) {
                                    if (!pixels.get(i + dy * WIDTH + dx)) {
                                        return false;
                                    }
                                }
                            }
                            return true;
                        })
                .forEach(inner::set);
        assertThat(inner.cardinality()).isPositive();
        return inner;
    }

    private static BitSet grown(BitSet pixels, int width) {
        BitSet grown = new BitSet();
        pixels.stream()
                .forEach(
                        i -> {
                            for (int dy = -2; dy <= 2; dy++) {
                                grown.set(i + dy * width - 2, i + dy * width + 3);
                            }
                        });
        return grown;
    }
}
