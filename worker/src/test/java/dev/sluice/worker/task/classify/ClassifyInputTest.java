package dev.sluice.worker.task.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.config.InvalidConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/** What a network is given, and what becomes of its answer, shown by a graph that copies. */
class ClassifyInputTest {
    @TempDir Path temporary;

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    /** Two pixels: red 255, green 102, blue 0, and red 0, green 51, blue 153. */
    private static byte[] twoPixels() throws IOException {
        BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, new Color(255, 102, 0).getRGB());
        picture.setRGB(1, 0, new Color(0, 51, 153).getRGB());
        return png(picture);
    }

    /** One below the other, so that height and one channel cannot be mistaken for each other. */
    private static byte[] stacked(Color upper, Color lower) throws IOException {
        BufferedImage picture = new BufferedImage(1, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, upper.getRGB());
        picture.setRGB(0, 1, lower.getRGB());
        return png(picture);
    }

    private Classifier tiny(int type, List<Integer> shape, String input, String options)
            throws IOException {
        int classes = shape.stream().reduce(1, Math::multiplyExact);
        Path folder = Files.createDirectories(temporary.resolve("tiny"));
        TinyGraph.write(folder.resolve("model.onnx"), type, shape, "scores");
        write(folder, classes, input, options);
        return new Classifier(temporary, "tiny");
    }

    private static void write(Path folder, int labels, String input, String options)
            throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < labels; i++) {
            lines.append("c").append(i).append("\n");
        }
        Files.writeString(folder.resolve("labels.txt"), lines);
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: tiny
                match: "{customerID}/tiny/{imageID}.png"
                task: classify
                input: {%s}
                options: {%s}
                """
                        .formatted(input, options));
    }

    /** Rounded as results are. */
    private static double sigmoid(double logit) {
        return Math.round(1e6 / (1 + Math.exp(-logit))) / 1e6;
    }

    private static List<Double> inOrder(Map<String, Double> confidences) {
        List<Double> values = new java.util.ArrayList<>();
        for (int i = 0; i < confidences.size(); i++) {
            values.add(confidences.get("c" + i));
        }
        return values;
    }

    @Test
    void aFloatNetworkGetsValuesFromZeroToOneChannelsLast() throws Exception {
        try (Classifier tiny =
                tiny(
                        TinyGraph.FLOAT,
                        List.of(1, 2, 3),
                        "width: 2, height: 1",
                        "top: 6, scores: independent")) {
            assertThat(inOrder(tiny.confidences(twoPixels())))
                    .containsExactly(1.0, 0.4, 0.0, 0.0, 0.2, 0.6);
        }
    }

    @Test
    void aNetworkThatDeclaresPlanesGetsChannelsFirst() throws Exception {
        try (Classifier tiny =
                tiny(
                        TinyGraph.FLOAT,
                        List.of(3, 1, 2),
                        "width: 2, height: 1",
                        "top: 6, scores: independent")) {
            assertThat(inOrder(tiny.confidences(twoPixels())))
                    .containsExactly(1.0, 0.0, 0.4, 0.2, 0.0, 0.6);
        }
    }

    @Test
    void blueComesFirstIfTheNetworkWantsIt() throws Exception {
        try (Classifier tiny =
                tiny(
                        TinyGraph.FLOAT,
                        List.of(1, 2, 3),
                        "width: 2, height: 1, color: bgr",
                        "top: 6, scores: independent")) {
            assertThat(inOrder(tiny.confidences(twoPixels())))
                    .containsExactly(0.0, 0.4, 1.0, 0.6, 0.2, 0.0);
        }
    }

    @Test
    void meanAndDeviationAreOfEachChannel() throws Exception {
        try (Classifier tiny =
                tiny(
                        TinyGraph.FLOAT,
                        List.of(3, 1, 2),
                        "width: 2, height: 1, mean: [-1, 0.2, 0], std: [-1, 0.8, 1]",
                        "top: 6, scores: independent-logits")) {
            assertThat(inOrder(tiny.confidences(twoPixels())))
                    .containsExactly(
                            sigmoid(-2),
                            sigmoid(-1),
                            sigmoid(0.25),
                            sigmoid(0),
                            sigmoid(0),
                            sigmoid(0.6));
        }
    }

    @Test
    void greyIsOneChannel() throws Exception {
        try (Classifier tiny =
                tiny(
                        TinyGraph.FLOAT,
                        List.of(2, 1, 1),
                        "width: 1, height: 2, color: gray, mean: 0.5, std: 0.5",
                        "top: 2, scores: independent-logits")) {
            double first = sigmoid((0.299 * 255 + 0.587 * 102) / 127.5 - 1);
            double second = sigmoid((0.587 * 51 + 0.114 * 153) / 127.5 - 1);

            List<Double> found =
                    inOrder(
                            tiny.confidences(
                                    stacked(new Color(255, 102, 0), new Color(0, 51, 153))));
            assertThat(found.get(0)).isCloseTo(first, within(0.5 / 127));
            assertThat(found.get(1)).isCloseTo(second, within(0.5 / 127));
        }
    }

    @Test
    void logitsBecomeProbabilities() throws Exception {
        try (Classifier tiny =
                tiny(
                        TinyGraph.FLOAT,
                        List.of(2, 1, 1),
                        // 1 → 1000, 0 → −1000: no overflow
                        "width: 1, height: 2, color: gray, mean: 0.5, std: 0.0005",
                        "top: 2, scores: logits")) {
            assertThat(inOrder(tiny.confidences(stacked(Color.WHITE, Color.BLACK))))
                    .containsExactly(1.0, 0.0);
            assertThat(inOrder(tiny.confidences(stacked(Color.WHITE, Color.WHITE))))
                    .containsExactly(0.5, 0.5);
        }
    }

    @Test
    void softmaxIsThatOfTheNumbers() throws Exception {
        try (Classifier tiny =
                tiny(
                        TinyGraph.FLOAT,
                        List.of(1, 2, 3),
                        "width: 2, height: 1",
                        "top: 6, scores: logits")) {
            double sum = Math.exp(1) + Math.exp(0.4) + 2 + Math.exp(0.2) + Math.exp(0.6);
            assertThat(inOrder(tiny.confidences(twoPixels())).get(4))
                    .isCloseTo(Math.exp(0.2) / sum, within(2e-6));
        }
    }

    @Test
    void everythingWrongInTheConfigurationIsSaidTogether() {
        InvalidConfiguration thrown =
                catchThrowableOfType(
                        InvalidConfiguration.class,
                        () ->
                                tiny(
                                        TinyGraph.FLOAT,
                                        List.of(1, 2, 3),
                                        "nme: image, width: 3, height: 1, color: pink, resize:"
                                                + " fit, mean: [1, 2], std: [1, 0, 1], layout:"
                                                + " hwc, scale: 0-2",
                                        "output: answers, labels: gone.txt, scores: guesses,"
                                                + " top: 0, tops: 1"));

        assertThat(thrown.problems())
                .map(problem -> problem.replaceFirst("^tiny/pipeline.yaml: ", ""))
                .satisfiesExactlyInAnyOrder(
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "input.nme: is not known; did you mean \"name\""),
                        p -> assertThat(p).startsWith("input.color: \"pink\" must be one of [rgb"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "input.resize: \"fit\" must be one of [squash,"
                                                        + " crop, letterbox, shortest]"),
                        p -> assertThat(p).startsWith("input.mean: must be 3 numbers"),
                        p -> assertThat(p).startsWith("input.std: must be 3 numbers"),
                        p ->
                                assertThat(p)
                                        .isEqualTo(
                                                "input.width: with height and color makes"
                                                        + " [?, 1, 3, 3], but the graph wants"
                                                        + " [?, 1, 2, 3]"),
                        p ->
                                assertThat(p)
                                        .isEqualTo(
                                                "input.layout: \"hwc\" must be one of [auto,"
                                                        + " nchw, nhwc]"),
                        p -> assertThat(p).isEqualTo("input.scale: \"0-2\" must be 0-1 or 0-255"),
                        p ->
                                assertThat(p)
                                        .isEqualTo(
                                                "options.output: must be one of the graph's"
                                                        + " outputs: \"scores\" (float32 [?, 6])"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "options.labels: cannot be read: there is no file"),
                        p -> assertThat(p).startsWith("options.scores: \"guesses\" must be one of"),
                        p -> assertThat(p).startsWith("options.top: \"0\" must be"),
                        p ->
                                assertThat(p)
                                        .startsWith(
                                                "options.tops: is not known; did you mean"
                                                        + " \"top\""));
    }

    @Test
    void anInputThatTheGraphLacksIsNamedWithThoseItHas() {
        assertThat(problemsOf("name: picture, width: 2, height: 1", "", 6))
                .anySatisfy(
                        p ->
                                assertThat(p)
                                        .endsWith(
                                                "input.name: the graph has no input \"picture\","
                                                        + " but \"image\" (float32 [?, 1, 2, 3])"));
    }

    @Test
    void labelsMustBeAsManyAsClasses() {
        assertThat(problemsOf("width: 2, height: 1", "", 5))
                .singleElement()
                .asString()
                .endsWith(
                        "options.labels: the model answers 6 values, labels.txt has 5 lines; write"
                                + " one line for each value, in the model's order");
    }

    private List<String> problemsOf(String input, String options, int labels) {
        return catchThrowableOfType(
                        InvalidConfiguration.class,
                        () -> {
                            Path folder = Files.createDirectories(temporary.resolve("tiny"));
                            TinyGraph.write(
                                    folder.resolve("model.onnx"),
                                    TinyGraph.FLOAT,
                                    List.of(1, 2, 3),
                                    "scores");
                            write(folder, labels, input, options);
                            new Classifier(temporary, "tiny").close();
                        })
                .problems();
    }

    @Test
    void aGraphWithSeveralOutputsNeedsToBeToldWhich() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("tiny"));
        TinyGraph.write(
                folder.resolve("model.onnx"),
                TinyGraph.FLOAT,
                List.of(1, 2, 3),
                "scores",
                "features");
        write(folder, 6, "width: 2, height: 1", "output: features, scores: independent");
        try (Classifier tiny = new Classifier(temporary, "tiny")) {
            assertThat(tiny.confidences(twoPixels())).hasSize(5);
        }

        write(folder, 6, "width: 2, height: 1", "");
        assertThat(
                        catchThrowableOfType(
                                        InvalidConfiguration.class,
                                        () -> new Classifier(temporary, "tiny").close())
                                .problems())
                .singleElement()
                .asString()
                .contains("options.output: must be one of the graph's outputs");
    }

    @Test
    void scoresMustBeFloats() {
        assertThat(
                        catchThrowableOfType(
                                        InvalidConfiguration.class,
                                        () ->
                                                tiny(
                                                        TinyGraph.UINT8,
                                                        List.of(1, 2, 3),
                                                        "width: 2, height: 1",
                                                        ""))
                                .problems())
                .singleElement()
                .asString()
                .contains("options.output: \"scores\" is uint8 [?, 6], but scores are float32");
    }
}
