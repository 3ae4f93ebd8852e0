package dev.sluice.worker.task.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.worker.model.ModelBroken;
import dev.sluice.worker.model.ModelFailure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

/** Values are checked like shapes, at start; the graphs are those of {@code resources/faults}. */
class ModelFaultsTest {
    private static final Path FAULTS =
            Path.of(
                    System.getProperty("sluice.home"),
                    "worker",
                    "src",
                    "test",
                    "resources",
                    "faults");

    @TempDir Path repository;

    private static byte[] plain(Color color) throws IOException {
        BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(color);
        pen.fillRect(0, 0, 64, 64);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    /** The folder as it is, or with something else in its pipeline.yaml. */
    private Classifier open(String folder, String from, String to) throws IOException {
        Path copy = Files.createDirectories(repository.resolve(folder));
        for (String file : List.of("model.onnx", "labels.txt")) {
            Files.write(
                    copy.resolve(file), Files.readAllBytes(FAULTS.resolve(folder).resolve(file)));
        }
        String yaml = Files.readString(FAULTS.resolve(folder).resolve("pipeline.yaml"));
        assertThat(yaml).contains(from);
        Files.writeString(copy.resolve("pipeline.yaml"), yaml.replace(from, to));
        return open(repository.resolve(folder));
    }

    private static Classifier open(Path folder) throws IOException {
        String name =
                Files.readAllLines(folder.resolve("pipeline.yaml"))
                        .getFirst()
                        .replace("name: ", "");
        return new Classifier(folder, name);
    }

    private static void refused(Opening opening, String... said) {
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> opening.open().close())
                .satisfies(e -> assertThat(e.problems()).singleElement().asString().contains(said));
    }

    @FunctionalInterface
    private interface Opening {
        Classifier open() throws Exception;
    }

    private Classifier tiny(int type, List<Integer> shape, String input, String options)
            throws IOException {
        int classes =
                shape.contains(TinyGraph.FREE) ? 6 : shape.stream().reduce(1, (a, b) -> a * b);
        TinyGraph.write(repository.resolve("model.onnx"), type, shape, "scores");
        Files.writeString(repository.resolve("labels.txt"), "c\n".repeat(classes));
        Files.writeString(
                repository.resolve("pipeline.yaml"),
                """
                name: tiny
                match: "{customerID}/tiny/{imageID}.png"
                task: classify
                input: {width: 2, height: 1%s}
                options: {%s}
                """
                        .formatted(input, options));
        return new Classifier(repository, "tiny");
    }

    @Test
    void fewerLabelsThanTheWarmUpAnswersAreRefused() {
        refused(
                () -> open(FAULTS.resolve("model-few-labels")),
                "model-few-labels/pipeline.yaml: options.labels: the model answers 5 values,"
                        + " labels.txt has 3 lines");
    }

    @Test
    void infinityIsTreatedAsNaNIs() {
        assertThatExceptionOfType(ModelBroken.class)
                .isThrownBy(() -> open(FAULTS.resolve("model-inf-logit")).close())
                .withMessageContaining("its output \"logits\" holds Infinity");
    }

    @Test
    void valuesThatAreNoProbabilitiesAreRefused() {
        refused(
                () -> open(FAULTS.resolve("model-logits-as-probabilities")),
                "nanprob/pipeline.yaml: options.scores: the model answers -",
                "which is no probability; say scores: logits");
    }

    @Test
    void probabilitiesThatDoNotSumToOneAreRefused() {
        refused(
                () -> tiny(TinyGraph.FLOAT, List.of(1, 2, 3), "", ""),
                "options.scores: the model's values sum to",
                "say scores: independent");
    }

    @Test
    void softmaxAppliedTwiceIsRefused() {
        refused(
                () -> open("model-free-nchw", "top: 3", "top: 3, scores: logits"),
                "options.scores: the model has applied softmax itself",
                "say scores: probabilities");
    }

    @Test
    void theSigmoidAppliedTwiceIsRefused() {
        refused(
                () -> tiny(TinyGraph.FLOAT, List.of(1, 2, 3), "", "scores: independent-logits"),
                "options.scores: the model has applied the sigmoid itself",
                "say scores: independent");
    }

    @Test
    void independentScoresNeedNotSumToOneButStayWithinOne() throws Exception {
        tiny(TinyGraph.FLOAT, List.of(1, 2, 3), "", "scores: independent").close();
        refused(
                () ->
                        tiny(
                                TinyGraph.FLOAT,
                                List.of(1, 2, 3),
                                ", mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]",
                                "scores: independent"),
                "options.scores: the model answers",
                "say scores: independent-logits");
    }

    @Test
    void aMeanOnTheScaleOfBytesIsRefusedUnlessTheScaleSaysSo() throws Exception {
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> open(FAULTS.resolve("model-mean-std-0-255")).close())
                .satisfies(
                        e ->
                                assertThat(e.problems())
                                        .hasSize(2)
                                        .first()
                                        .asString()
                                        .startsWith(
                                                "scale/pipeline.yaml: input.mean: 123.675 is above"
                                                        + " 1, but values are scaled to 0-1 first")
                                        .endsWith("or say scale: 0-255"));
        try (Classifier right =
                open("model-mean-std-0-255", "width: 32", "scale: 0-255, width: 32")) {
            double white =
                    ((255 - 123.675) / 58.395 + (255 - 116.28) / 57.12 + (255 - 103.53) / 57.375)
                            / 3;
            assertThat(right.confidences(plain(Color.WHITE)).get("bright"))
                    .isCloseTo(1 / (1 + Math.exp(-2 * white)), within(1e-5));
            assertThat(right.confidences(plain(Color.BLACK)).get("dark")).isGreaterThan(0.9);
        }
    }

    @Test
    void aMeanOnTheScaleOfOneIsRefusedIfTheScaleIsThatOfBytes() {
        refused(
                () ->
                        tiny(
                                TinyGraph.FLOAT,
                                List.of(1, 2, 3),
                                ", scale: 0-255, mean: [0.5, 0.5, 0.5]",
                                "scores: logits"),
                "input.mean: [0.5, 0.5, 0.5] is of values from 0 to 1, but scale is 0-255");
    }

    @Test
    void whatAGraphOfBytesWouldIgnoreIsRefused() {
        refused(
                () ->
                        open(
                                Files.createDirectories(repository.resolve("u8")),
                                "input: {width: 2, height: 1, mean: [0.5, 0.5, 0.5]}"),
                "input.mean: has no effect: the graph takes uint8");
    }

    private static Classifier open(Path folder, String input) throws IOException {
        Path emotion = FAULTS.resolveSibling("pipelines").resolve("emotion");
        for (String file : List.of("model-u8.onnx", "labels.txt")) {
            Files.write(folder.resolve(file), Files.readAllBytes(emotion.resolve(file)));
        }
        String yaml = Files.readString(emotion.resolve("pipeline.yaml"));
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                yaml.replaceFirst(
                        "input: .*",
                        input.replace("width: 2, height: 1", "width: 64, height: 64")));
        return new Classifier(folder, "emotion");
    }

    @Test
    void aColumnIsHowLikelyTheSecondLabelIs() throws Exception {
        try (Classifier column = open(FAULTS.resolve("model-sigmoid-column"))) {
            Map<String, Double> red = column.confidences(plain(Color.RED));
            assertThat(red.get("yes")).isCloseTo(1 / (1 + Math.exp(-8.163676)), within(1e-5));
            assertThat(red.get("no")).isCloseTo(1 - red.get("yes"), within(2e-6));
            assertThat(column.confidences(plain(Color.BLACK)))
                    .containsEntry("yes", 0.5)
                    .containsEntry("no", 0.5);
        }
    }

    @Test
    void aColumnOfLogitsGetsASigmoid() throws Exception {
        try (Classifier column = open("model-sigmoid-column", "top: 3", "top: 3, scores: logits")) {
            double p = 1 / (1 + Math.exp(-8.163676));
            assertThat(column.confidences(plain(Color.RED)).get("yes"))
                    .isCloseTo(1 / (1 + Math.exp(-p)), within(1e-5));
        }
    }

    @Test
    void aColumnNeedsTwoLabels() throws Exception {
        Path copy = Files.createDirectories(repository.resolve("three"));
        for (String file : List.of("model.onnx", "pipeline.yaml")) {
            Path from = FAULTS.resolve("model-sigmoid-column").resolve(file);
            Files.write(copy.resolve(file), Files.readAllBytes(from));
        }
        Files.writeString(copy.resolve("labels.txt"), "no\nyes\nperhaps\n");
        refused(
                () -> open(copy),
                "options.labels: the model answers 1 value, labels.txt has 3 lines; a single value"
                        + " needs two labels");
    }

    @Test
    void channelsFirstAreFoundWhereEveryDimensionIsFree() throws Exception {
        try (Classifier found = open(FAULTS.resolve("model-free-nchw"));
                Classifier said = open("model-free-nchw", "width: 64", "layout: nchw, width: 64")) {
            Map<String, Double> red = found.confidences(plain(Color.RED));
            assertThat(red).hasSize(3).isEqualTo(said.confidences(plain(Color.RED)));
            assertThat(red.get("cat")).isGreaterThan(0.99);
        }
    }

    @Test
    void theOtherNumberOfChannelsIsProposedIfTheGraphTakesThat() {
        refused(
                () -> open("model-free-nchw", "width: 64", "color: gray, width: 64"),
                "input.color: the graph takes no 1 channels, but 3; say color: rgb");
    }

    @Test
    void aLayoutThatNothingTellsMustBeSaid() throws Exception {
        List<Integer> free = List.of(TinyGraph.FREE, TinyGraph.FREE, TinyGraph.FREE);
        refused(
                () -> tiny(TinyGraph.FLOAT, free, "", "scores: independent"),
                "input.layout: must be said",
                "nchw (channels first, as PyTorch exports) or nhwc");
        tiny(TinyGraph.FLOAT, free, ", layout: nhwc", "scores: independent").close();
    }

    @Test
    void aLayoutThatTheGraphForbidsIsRefused() {
        refused(
                () ->
                        tiny(
                                TinyGraph.FLOAT,
                                List.of(1, 2, 3),
                                ", layout: nchw",
                                "scores: independent"),
                "input.layout: with height and color makes [?, 3, 1, 2], but the graph wants"
                        + " [?, 1, 2, 3]");
    }

    @Test
    void aNetworkOfHalvesRuns() throws Exception {
        try (Classifier halves = open(FAULTS.resolve("model-float16-input"));
                Classifier floats = open(FAULTS.resolve("model-free-nchw"))) {
            byte[] picture = plain(new Color(40, 90, 200));
            Map<String, Double> expected = floats.confidences(picture);
            halves.confidences(picture)
                    .forEach(
                            (label, value) ->
                                    assertThat(value).isCloseTo(expected.get(label), within(2e-3)));
        }
    }

    @Test
    void anElementTypeThatCannotBeGivenIsNamed() {
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(
                        () ->
                                tiny(TinyGraph.DOUBLE, List.of(1, 2, 3), "", "scores: independent")
                                        .close())
                .withMessageContaining(
                        "input.name: the graph's input \"image\" is float64 [?, 1, 2, 3]; uint8,"
                                + " float16 or float32 is needed")
                .withMessageContaining(
                        "options.output: \"scores\" is float64 [?, 6], but scores are float32");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstLabel() throws Exception {
        try (Classifier bom = open(FAULTS.resolve("model-labels-with-bom"))) {
            assertThat(bom.confidences(plain(Color.WHITE))).containsOnlyKeys("cat", "dog", "bird");
        }
    }

    @Test
    void anAnswerOfAnotherLengthThanAtTheWarmUpIsAModelFailure() throws Exception {
        try (Classifier varies = open(FAULTS.resolve("model-count-varies"))) {
            assertThat(varies.confidences(plain(Color.WHITE))).hasSize(3);
            assertThatExceptionOfType(ModelFailure.class)
                    .isThrownBy(() -> varies.result(plain(new Color(64, 64, 64))))
                    .withMessageContaining("the model answers 4 values, labels.txt has 5 lines");
        }
    }
}
