package dev.sluice.ops.flakes.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.ops.flakes.annotation.AnnotatedPicture;
import dev.sluice.ops.flakes.annotation.Annotations;
import dev.sluice.ops.flakes.annotation.Outline;
import dev.sluice.ops.flakes.generation.Generated;
import dev.sluice.ops.local.optics.Band;
import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;
import dev.sluice.ops.local.wafer.Difficulty;
import dev.sluice.ops.local.wafer.Series;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.worker.task.flakes.ContrastProbe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.imageio.ImageIO;

class CalibrationTest {
    private static final ThinFilm FILM = new ThinFilm(Crystal.MOS2, 90);

    @TempDir private Path folder;

    /** Colours that physics made are measured again, though noise, blur and JPEG lie between. */
    @Test
    void theConstantsAreThoseOfTheFilm() throws IOException {
        Generated made = new Generated(folder);
        made.add(Series.on(FILM, Difficulty.PLAIN, 4, 640, 480), 4);
        made.close();
        Calibration calibration = Calibration.of(Annotations.read(folder, Set.of()));
        assertThat(calibration.lines()).hasSizeGreaterThanOrEqualTo(3);
        for (Calibration.Line line : calibration.lines()) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(line.mean().get(channel))
                        .as("%d layers, channel %d", line.layers(), channel)
                        .isCloseTo(
                                FILM.contrast(Band.BGR.get(channel), line.layers()), within(0.03));
                assertThat(line.spread().get(channel)).isBetween(0.004, 0.05);
            }
        }
        assertThat(calibration.certainty().accuracy()).isEqualTo(1);
        Path plot = folder.resolve("plot.png");
        Chart.write(calibration, "MoS2", plot);
        assertThat(ImageIO.read(plot.toFile()).getWidth()).isEqualTo(900);
    }

    @Test
    void whatIsWrongWithPicturesIsSaidAtOnce() throws IOException {
        Path black = folder.resolve("black.png");
        ImageIO.write(
                new BufferedImage(200, 200, BufferedImage.TYPE_3BYTE_BGR), "png", black.toFile());
        Path none = Files.write(folder.resolve("none.png"), new byte[] {1, 2, 3});
        Generated made = new Generated(folder.resolve("made"));
        made.add(Series.on(FILM, Difficulty.PLAIN, 4, 320, 320), 1);
        made.close();
        Path good = Annotations.read(folder.resolve("made"), Set.of()).getFirst().file();
        Outline outside = new Outline(1, List.of(new double[] {900, 900, 950, 900, 950, 950}));
        InvalidConfiguration wrong =
                catchThrowableOfType(
                        InvalidConfiguration.class,
                        () ->
                                Calibration.of(
                                        List.of(
                                                new AnnotatedPicture(black, List.of(), Map.of()),
                                                new AnnotatedPicture(none, List.of(), Map.of()),
                                                new AnnotatedPicture(
                                                        good, List.of(outside), Map.of()))));
        assertThat(wrong.problems())
                .anyMatch(it -> it.startsWith("black.png: no bare substrate"))
                .anyMatch(it -> it.startsWith("none.png: "))
                .anyMatch(it -> it.contains("flake 1: lies outside"))
                .anyMatch(it -> it.startsWith("flakes: none could be measured"))
                .hasSize(4);
    }

    @Test
    void anExampleIsNotToldByItself() {
        List<Example> examples = new ArrayList<>();
        for (double off : new double[] {-0.002, 0.001, 0.003}) {
            examples.add(example(1, -0.1 + off));
            examples.add(example(2, -0.2 + off));
        }
        examples.add(example(3, -0.3)); // alone: there is nothing to tell it by
        Certainty sure = Certainty.of(examples);
        assertThat(sure.tried()).isEqualTo(6);
        assertThat(sure.right()).isEqualTo(6);
        assertThat(sure.interval().getFirst()).isCloseTo(0.61, within(0.01)); // Wilson, 6 of 6
        assertThat(sure.interval().get(1)).isCloseTo(1, within(1e-9));
        examples.add(example(1, -0.2)); // somebody outlined two layers and called them one
        Certainty less = Certainty.of(examples);
        assertThat(less.wrong()).singleElement().asString().contains("1 layers taken for 2");
        assertThat(Certainty.of(List.of()).interval()).containsExactly(0.0, 1.0);
    }

    private static Example example(int layers, double contrast) {
        double noise = 1e-5;
        return new Example(
                layers,
                "a.jpg",
                new ContrastProbe.Contrast(
                        List.of(contrast, contrast, contrast),
                        List.of(
                                List.of(noise, 0.0, 0.0),
                                List.of(0.0, noise, 0.0),
                                List.of(0.0, 0.0, noise)),
                        500));
    }
}
