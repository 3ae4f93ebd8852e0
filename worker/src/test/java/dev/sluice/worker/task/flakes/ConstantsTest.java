package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.optics.Band;
import dev.sluice.ops.local.optics.Crystal;
import dev.sluice.ops.local.optics.ThinFilm;
import dev.sluice.ops.local.wafer.Difficulty;
import dev.sluice.ops.local.wafer.Series;
import dev.sluice.ops.local.wafer.WaferPicture;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Constants of a material that the model does not know. */
class ConstantsTest {
    /** Its fifth layer is brighter than the wafer by three quarters in green. */
    private static final ThinFilm FILM = new ThinFilm(Crystal.MOS2, 90);

    @TempDir private Path folder;

    @Test
    void flakesBrighterThanTheWaferAreToldOnceTheyAreKnown() throws Exception {
        WaferPicture made = WaferPicture.of(Series.on(FILM, Difficulty.PLAIN, 3, 960, 600), 0);
        List<String> layers = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            layers.add(
                    String.format(
                            Locale.ROOT,
                            "\"%d\": {\"mean\": [%f, %f, %f], \"cov\": [[2e-4, 0, 0], [0, 2e-4, 0],"
                                    + " [0, 0, 2e-4]]}",
                            number,
                            FILM.contrast(Band.BGR.get(0), number),
                            FILM.contrast(Band.BGR.get(1), number),
                            FILM.contrast(Band.BGR.get(2), number)));
        }
        Path file =
                Files.writeString(
                        folder.resolve("mos2.json"),
                        "{\"materials\": {\"mos2\": {" + String.join(", ", layers) + "}}}");
        Materials known = FlakesPipeline.materials().with(file);
        try (FlakesPipeline pipeline = new FlakesPipeline(known, "MoS2");
                Mat picture = FlakesPipeline.decode(made.jpeg())) {
            JsonNode document = FlakesPipeline.json(pipeline.found(picture, Map.of()));
            List<String> told = new ArrayList<>();
            document.at("/detection_results/flakes")
                    .forEach(it -> told.add(it.path("thickness").textValue()));
            assertThat(told)
                    .containsExactlyInAnyOrderElementsOf(
                            made.flakes().stream()
                                    .map(it -> Integer.toString(it.layers()))
                                    .toList());
            assertThat(document.at("/detection_results/flakes/0/material_type").textValue())
                    .isEqualTo("MoS2");
        }
    }

    @Test
    void whatIsNoDistributionIsRefusedWithAllThatIsWrong() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("bad.json"),
                        """
                        {"materials": {"MoS2": {
                          "1": {"mean": [0.1, 0.2], "cov": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]},
                          "2": {"mean": [0.1, 0.2, 0.3], "cov": [[1, 0, 0], [0, 1, 0]]},
                          "3": {"mean": [0.1, 0.2, 0.3], "cov": [[1, 2, 0], [2, 1, 0], [0, 0, 1]]},
                          "4": {"mean": [0.1, 0.2, 0.3], "cov": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}}}}
                        """);
        Materials shipped = FlakesPipeline.materials();
        assertThatThrownBy(() -> shipped.with(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bad.json: MoS2, 1: mean must be")
                .hasMessageContaining("MoS2, 2:")
                .hasMessageContaining("MoS2, 3:")
                .hasMessageNotContaining("MoS2, 4:");
        Path empty = Files.writeString(folder.resolve("empty.json"), "{}");
        assertThatThrownBy(() -> shipped.with(empty)).hasMessageContaining("names no material");
    }
}
