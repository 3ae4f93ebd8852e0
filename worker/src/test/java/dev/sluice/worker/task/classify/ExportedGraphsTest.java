package dev.sluice.worker.task.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/** The habits of exporters; {@code resources/graphs/make.py} makes a graph with each. */
class ExportedGraphsTest {
    private static final Path GRAPHS =
            Path.of(
                    System.getProperty("sluice.home"),
                    "worker",
                    "src",
                    "test",
                    "resources",
                    "graphs");

    @TempDir Path folder;

    private static byte[] plain(int rgb) throws IOException {
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new int[64];
        Arrays.fill(pixels, rgb);
        picture.setRGB(0, 0, 8, 8, pixels, 0, 8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    private Classifier open(String graph, String input, String options) throws IOException {
        Files.copy(GRAPHS.resolve(graph), folder.resolve(graph));
        Files.writeString(folder.resolve("labels.txt"), "red\ngreen\nblue\n");
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: exported
                match: "{customerID}/exported/{imageID}.png"
                task: classify
                model: {file: %s}
                input: {name: %s, width: 4, height: 4}
                options: {%s}
                """
                        .formatted(graph, input, options));
        return new Classifier(folder, "exported");
    }

    private List<String> problems(String graph, String input, String options) {
        return catchThrowableOfType(
                        InvalidConfiguration.class, () -> open(graph, input, options).close())
                .problems();
    }

    @Test
    void aGraphOfOnePictureRunsInBatchesOfMore() throws Exception {
        try (Classifier one = open("one-at-a-time.onnx", "x", "scores: independent")) {
            assertThat(one.confidences(plain(0xFF6600)))
                    .isEqualTo(Map.of("red", 1.0, "green", 0.4, "blue", 0.0));
        }
    }

    @Test
    void aGraphOfExactlyFourPicturesIsRefused() {
        assertThat(problems("four-at-a-time.onnx", "x", "scores: independent"))
                .singleElement()
                .asString()
                .contains("input.name: the graph's input \"x\" takes exactly 4 pictures at a time");
    }

    @Test
    void weightsBesideTheGraphAreFound() throws Exception {
        String data = "weights-beside.onnx.data";
        Files.copy(GRAPHS.resolve(data), folder.resolve(data));
        try (Classifier beside = open("weights-beside.onnx", "x", "scores: independent")) {
            assertThat(beside.confidences(plain(0xFF6633)))
                    .isEqualTo(Map.of("red", 0.5, "green", 0.1, "blue", 0.2));
        }
    }

    @Test
    void weightsThatAreMissingAreNamed() {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> open("weights-beside.onnx", "x", "scores: independent").close())
                .withMessageContaining("weights-beside.onnx.data");
    }

    @Test
    void aMapFromClassesToProbabilitiesIsRead() throws Exception {
        try (Classifier maps = open("maps.onnx", "x", "output: output_probability")) {
            Map<String, Double> found = maps.confidences(plain(0xFF0000));
            assertThat(found.get("red")).isCloseTo(Math.E / (Math.E + 2), within(1e-5));
            assertThat(found.get("blue")).isCloseTo(1 / (Math.E + 2), within(1e-5));
        }
    }

    @Test
    void aLabelAloneIsNoScore() {
        assertThat(problems("maps.onnx", "x", "output: output_label"))
                .singleElement()
                .asString()
                .contains("options.output: \"output_label\" is int64 [?], but scores are float32");
    }

    @Test
    void aModelThatTakesNoPictureIsToldFromOneThatDoes() {
        String picture =
                "; a model that takes pictures has an input of four dimensions, [N, channels,"
                        + " height, width] or [N, height, width, channels]";
        assertThat(problems("rows.onnx", "X", "output: output_probability"))
                .singleElement()
                .asString()
                .endsWith(
                        "input.name: the graph's input \"X\" takes no picture, but float32 [?, 3]"
                                + picture);
    }

    @Test
    void theInputsThatThereAreAreNamedWhereNoneTakesAPicture() {
        assertThat(problems("rows.onnx", "image", "output: output_probability"))
                .singleElement()
                .asString()
                .contains("the graph has no input \"image\", but \"X\" (float32 [?, 3]); a model");
    }

    @Test
    void anAnswerWithoutABatchIsRefused() {
        assertThat(problems("no-batch.onnx", "x", "scores: independent"))
                .singleElement()
                .asString()
                .endsWith(
                        "options.output: \"scores\" is float32 [3], which leaves no dimension for"
                                + " the pictures of a batch; export the model so that it answers"
                                + " [?, 3]");
    }
}
