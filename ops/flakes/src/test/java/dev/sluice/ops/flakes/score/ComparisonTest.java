package dev.sluice.ops.flakes.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.flakes.annotation.Outline;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

class ComparisonTest {
    private static final List<Outline> TRUTH =
            List.of(square(1, 0, 0, 10), square(7, 20, 0, 10), square(2, 40, 0, 10));

    @Test
    void eachFlakeCountsOnce() throws IOException {
        Score score =
                new Comparison(TRUTH, 4)
                        .with(
                                found(
                                        flake("1", 0, 0, 9),
                                        flake("1", 0, 0, 8),
                                        flake("thicker", 20, 0, 9),
                                        flake("2", 46, 0, 9)));
        assertThat(score).isEqualTo(new Score(1, 3, 4, 2, 2, 2));
        assertThat(score.f1()).isCloseTo(4 / 7.0, within(1e-9));
        assertThat(score.falseEach()).isEqualTo(2);
        assertThat(score.layersRight()).isEqualTo(1);
    }

    @Test
    void whatIsNotToldIsNotRight() throws IOException {
        Score score =
                new Comparison(TRUTH, 0)
                        .with(
                                found(
                                        flake("unclassified", 0, 0, 9),
                                        flake("thicker", 20, 0, 9),
                                        flake("3", 40, 0, 9)));
        assertThat(score).isEqualTo(new Score(1, 3, 3, 3, 2, 0));
    }

    @Test
    void nothingThereAndNothingFoundIsPerfect() throws IOException {
        assertThat(new Comparison(List.of(), 4).with(found()).f1()).isEqualTo(1);
        assertThat(Score.NONE.plus(new Score(1, 2, 0, 0, 0, 0)).f1()).isZero();
    }

    @Test
    void masksOfPlacesAndOfPixelsAreTheSame() {
        Mask places = Mask.of(List.of(new double[] {2, 3, 12, 3, 12, 9, 2, 9}));
        Mask pixels = Mask.ofPixels(List.of(new double[] {2, 3, 11, 3, 11, 8, 2, 8}));
        assertThat(places.area()).isEqualTo(60);
        assertThat(pixels.area()).isEqualTo(60);
        assertThat(places.overlap(pixels)).isEqualTo(1);
    }

    @Test
    void theSecondOfTwoRingsMayBeElsewhere() {
        Mask two =
                Mask.of(
                        List.of(
                                new double[] {0, 0, 10, 0, 10, 10, 0, 10},
                                new double[] {20, 0, 30, 0, 30, 10, 20, 10}));
        assertThat(two.area()).isEqualTo(200);
        assertThat(two.overlap(Mask.of(List.of(new double[] {0, 0, 10, 0, 10, 10, 0, 10}))))
                .isEqualTo(0.5);
    }

    private static Outline square(int layers, double x, double y, double side) {
        return new Outline(
                layers, List.of(new double[] {x, y, x + side, y, x + side, y + side, x, y + side}));
    }

    private static String flake(String thickness, int x, int y, int reach) {
        return "{\"thickness\": \"%s\", \"polygon\": [[%d, %d], [%d, %d], [%d, %d], [%d, %d]]}"
                .formatted(thickness, x, y, x + reach, y, x + reach, y + reach, x, y + reach);
    }

    private static JsonNode found(String... flakes) throws IOException {
        return JsonMapper.builder().build().readTree("[" + String.join(",", flakes) + "]");
    }
}
