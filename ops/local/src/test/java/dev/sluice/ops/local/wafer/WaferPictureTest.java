package dev.sluice.ops.local.wafer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;

import javax.imageio.ImageIO;

class WaferPictureTest {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;

    @ParameterizedTest
    @EnumSource
    void everyDifficultyMakesAPictureWithFlakesInIt(Difficulty difficulty) throws IOException {
        Series series = Series.of(Crystal.WS2, difficulty, 3, WIDTH, HEIGHT);
        WaferPicture made = WaferPicture.of(series, 0);
        BufferedImage picture = decoded(made);
        assertThat(picture.getWidth()).isEqualTo(WIDTH);
        assertThat(picture.getHeight()).isEqualTo(HEIGHT);
        assertThat(made.flakes()).isNotEmpty();
        for (WaferPicture.Flake flake : made.flakes()) {
            assertThat(flake.area()).isGreaterThanOrEqualTo(300);
            assertThat(flake.layers()).isPositive();
            for (double[] ring : flake.rings()) {
                assertThat(ring.length).isGreaterThanOrEqualTo(6);
                for (int i = 0; i < ring.length; i += 2) {
                    assertThat(ring[i]).isBetween(-0.01, WIDTH + 0.01);
                    assertThat(ring[i + 1]).isBetween(-0.01, HEIGHT + 0.01);
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSamePictureAndAnotherAnother() {
        Series series = Series.of(Crystal.HBN, Difficulty.ALL, 5, WIDTH, HEIGHT);
        byte[] first = WaferPicture.of(series, 0).jpeg();
        Series again = Series.of(Crystal.HBN, Difficulty.ALL, 5, WIDTH, HEIGHT);
        assertThat(WaferPicture.of(again, 0).jpeg()).isEqualTo(first);
        assertThat(WaferPicture.of(series, 1).jpeg()).isNotEqualTo(first);
        assertThat(WaferPicture.of(series.forCalibration(), 0).jpeg()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void aPlainFlakeHasTheContrastOfItsFilm(Crystal crystal) throws IOException {
        ThinFilm film = new ThinFilm(crystal, 90);
        Series series = Series.on(film, Difficulty.PLAIN, 8, WIDTH, HEIGHT);
        WaferPicture made = WaferPicture.of(series, 0);
        BufferedImage picture = decoded(made);
        WaferPicture.Flake flake = made.flakes().getFirst();
        double[] ring = flake.rings().getFirst();
        double x = 0;
        double y = 0;
        for (int i = 0; i < ring.length; i += 2) {
            x += ring[i] / (ring.length / 2.0);
            y += ring[i + 1] / (ring.length / 2.0);
        }
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            for (int dy = -2; dy <= 2; dy++) {
                for (int dx = -2; dx <= 2; dx++) {
                    int rgb = picture.getRGB((int) x + dx, (int) y + dy);
                    sum += rgb >> (8 * channel) & 0xff;
                }
            }
            double expected =
                    series.microscope().levels().get(channel)
                            * (1
                                    + film.contrast(
                                            series.microscope().bands().get(channel),
                                            flake.layers()));
            assertThat(sum / 25).isCloseTo(Math.min(255, expected), within(4.0));
        }
    }

    @Test
    void tooSmallAPictureIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Series.of(Crystal.WS2, Difficulty.PLAIN, 1, 100, 500));
    }

    private static BufferedImage decoded(WaferPicture made) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(made.jpeg()));
    }
}
