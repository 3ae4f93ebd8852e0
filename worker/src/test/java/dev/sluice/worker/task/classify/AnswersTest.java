package dev.sluice.worker.task.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.worker.output.Result;

import org.junit.jupiter.api.BeforeEach;
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

import javax.imageio.ImageIO;

/** What customers read, of a network whose scores are how red, green and blue a picture is. */
class AnswersTest {
    private static final Path GRAPHS =
            Path.of(
                    System.getProperty("sluice.home"),
                    "worker",
                    "src",
                    "test",
                    "resources",
                    "graphs");

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.copy(GRAPHS.resolve("gate.onnx"), folder.resolve("model.onnx"));
        Files.copy(GRAPHS.resolve("gate.onnx"), folder.resolve("gate.onnx"));
        Files.writeString(folder.resolve("labels.txt"), "red\ngreen\nblue\n");
    }

    private static byte[] plain(int red, int green, int blue) throws IOException {
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(new Color(red, green, blue));
        pen.fillRect(0, 0, 8, 8);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }

    private Classifier colours(String options) throws IOException {
        return colours("model: {file: model.onnx}", options);
    }

    private Classifier colours(String models, String options) throws IOException {
        return colours(models, "", options);
    }

    private Classifier colours(String models, String input, String options) throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: colours
                match: "{customerID}/colours/{imageID}.png"
                task: classify
                %s
                input: {name: x, width: 4, height: 4%s}
                options: {output: flat, %s}
                """
                        .formatted(models, input, options));
        return new Classifier(folder, "colours");
    }

    private static JsonNode classification(Result result) {
        return new ObjectMapper().valueToTree(result.document().get("classification"));
    }

    private static String answer(JsonNode classification) {
        return "%s %d %.3f"
                .formatted(
                        classification.get("class").asText(),
                        classification.get("class_index").asInt(),
                        classification.get("confidence").asDouble());
    }

    private List<String> problems(String models, String options) {
        return problems(models, "", options);
    }

    private List<String> problems(String models, String input, String options) {
        InvalidConfiguration refused =
                catchThrowableOfType(
                        InvalidConfiguration.class, () -> colours(models, input, options).close());
        return refused == null ? List.of() : refused.problems();
    }

    private List<String> problems(String options) {
        return problems("model: {file: model.onnx}", options);
    }

    @Test
    void underItsThresholdTheAnswerIsUnsureAndTheListStays() throws Exception {
        try (Classifier colours = colours("scores: logits, threshold: 0.5")) {
            // softmax of 1, 0, 0 and of 1, 1, 0
            Result red = colours.result(plain(255, 0, 0));
            Result yellow = colours.result(plain(255, 255, 0));

            assertThat(red.headline()).isEqualTo("red 57.6 %");
            assertThat(answer(classification(red))).isEqualTo("red 0 0.576");
            assertThat(yellow.headline()).isEqualTo("unsure (red 42.2 %)");
            assertThat(answer(classification(yellow))).isEqualTo("unsure -1 0.422");
            assertThat(classification(yellow).get("top")).hasSize(3);
            assertThat(classification(yellow).get("top").get(0).get("class").asText())
                    .isEqualTo("red");
            assertThat(yellow.summary()).containsEntry("class", "unsure");
        }
    }

    @Test
    void eachClassMayHaveAThresholdOfItsOwn() throws Exception {
        try (Classifier colours =
                colours("scores: logits, threshold: {red: 0.6, green: 0.5, blue: 0.5}")) {
            assertThat(colours.result(plain(255, 0, 0)).headline())
                    .isEqualTo("unsure (red 57.6 %)");
            assertThat(colours.result(plain(0, 255, 0)).headline()).isEqualTo("green 57.6 %");
        }
    }

    @Test
    void ofIndependentScoresThoseThatReachTheirThresholdsAreListed() throws Exception {
        try (Classifier colours = colours("scores: independent, threshold: 0.5")) {
            Result yellow = colours.result(plain(204, 255, 51));
            JsonNode found = classification(yellow);

            assertThat(yellow.headline()).isEqualTo("green 100.0 %, red 80.0 %");
            assertThat(found.get("classes").findValuesAsText("class"))
                    .containsExactly("green", "red");
            assertThat(answer(found)).isEqualTo("green 1 1.000");
            Result dark = colours.result(plain(0, 0, 51));
            assertThat(dark.headline()).isEqualTo("none (blue 20.0 %)");
            assertThat(classification(dark).get("classes")).isEmpty();
            assertThat(answer(classification(dark))).isEqualTo("blue 2 0.200");
        }
    }

    @Test
    void logitsAreDividedByTheTemperature() throws Exception {
        try (Classifier colours = colours("scores: logits, temperature: 0.5")) {
            assertThat(colours.confidences(plain(255, 0, 0)).get("red"))
                    .isCloseTo(Math.exp(2) / (Math.exp(2) + 2), within(1e-5));
        }
        assertThat(Scores.INDEPENDENT_LOGITS.confidences(new float[] {1}, 1, 4)[0])
                .isCloseTo((float) (1 / (1 + Math.exp(-0.25))), within(1e-6f));
    }

    @Test
    void aShutGateIsTheAnswerAndSaysHowFarItWas() throws Exception {
        try (Classifier colours =
                colours("scores: independent, gate: {output: red, otherwise: not_red}")) {
            Result blue = colours.result(plain(51, 0, 255));
            Result red = colours.result(plain(204, 0, 255));

            assertThat(blue.headline()).isEqualTo("not red");
            assertThat(answer(classification(blue))).isEqualTo("not_red -1 0.800");
            assertThat(classification(blue).get("top")).isEmpty();
            assertThat(classification(blue).get("gate").toString())
                    .isEqualTo("{\"output\":\"red\",\"value\":0.2,\"above\":0.5,\"open\":false}");
            assertThat(answer(classification(red))).isEqualTo("blue 2 1.000");
            assertThat(classification(red).get("gate").get("open").asBoolean()).isTrue();
        }
    }

    @Test
    void theGateMayBeAnotherModelWithPicturesOfItsOwn() throws Exception {
        try (Classifier colours =
                colours(
                        "models: {gate: {file: gate.onnx}, classifier: {file: model.onnx}}",
                        "scores: independent, gate: {model: gate, output: red, above: 0.7,"
                                + " otherwise: not_red, input: {name: x, width: 4, height: 4,"
                                + " color: bgr}}")) {
            assertThat(colours.result(plain(255, 0, 0)).headline()).isEqualTo("not red");
            assertThat(colours.result(plain(255, 0, 255)).headline()).isEqualTo("red 100.0 %");
            assertThat(colours.result(plain(255, 0, 204)).headline()).isEqualTo("red 100.0 %");
            assertThat(colours.result(plain(255, 0, 153)).headline()).isEqualTo("not red");
        }
    }

    @Test
    void adviceIsThatOfTheAnswer() throws Exception {
        Files.writeString(
                folder.resolve("advice.yaml"),
                "red: [\"Stop, and wait.\", Look]\nunsure: Ask somebody.\nnot_red:\n");
        try (Classifier colours =
                colours(
                        "scores: logits, threshold: 0.5, advice: advice.yaml, gate: {output: red,"
                                + " above: 0.1, otherwise: not_red}")) {
            assertThat(classification(colours.result(plain(255, 0, 0))).get("advice").toString())
                    .isEqualTo("[\"Stop, and wait.\",\"Look\"]");
            assertThat(classification(colours.result(plain(255, 255, 0))).get("advice").toString())
                    .isEqualTo("[\"Ask somebody.\"]");
            assertThat(classification(colours.result(plain(0, 255, 0))).get("advice")).isEmpty();
        }
        try (Classifier colours = colours("scores: logits")) {
            assertThat(classification(colours.result(plain(255, 0, 0))).has("advice")).isFalse();
        }
    }

    @Test
    void ofIndependentScoresOnlyClassesThatReachTheirThresholdsHaveAdvice() throws Exception {
        Files.writeString(
                folder.resolve("advice.yaml"), "red: Stop.\ngreen: Go.\nblue: Look up.\n");
        try (Classifier colours =
                colours("scores: independent, threshold: 0.5, advice: advice.yaml")) {
            JsonNode yellow = classification(colours.result(plain(204, 255, 51)));
            assertThat(yellow.get("classes").get(0).get("advice").toString())
                    .isEqualTo("[\"Go.\"]");
            assertThat(yellow.get("classes").get(1).get("advice").toString())
                    .isEqualTo("[\"Stop.\"]");
            assertThat(yellow.get("advice").toString()).isEqualTo("[\"Go.\"]");
            JsonNode none = classification(colours.result(plain(0, 0, 51)));
            assertThat(none.get("advice")).isEmpty();
        }
        try (Classifier colours = colours("scores: independent, threshold: 0.5")) {
            JsonNode yellow = classification(colours.result(plain(204, 255, 51)));
            assertThat(yellow.get("classes").get(0).has("advice")).isFalse();
        }
    }

    @Test
    void ruleSeventeenTheTensorsOfAllNetworksCount() throws Exception {
        String two = "models: {gate: {file: gate.onnx}, classifier: {file: model.onnx}}";
        byte[] picture = plain(255, 0, 0); // 8×8
        long tensor = 4 * 4 * 3 * Float.BYTES;
        try (Classifier one =
                        colours("scores: independent, gate: {output: red, otherwise: not_red}");
                Classifier both =
                        colours(
                                two,
                                "scores: independent, gate: {model: gate, output: red, otherwise:"
                                        + " not_red}")) {
            assertThat(one.memory(picture)).isEqualTo(8 * 8 * 12 + tensor);
            assertThat(both.memory(picture)).isEqualTo(8 * 8 * 12 + 2 * tensor);
        }
    }

    private List<String> gateInput(String classifier, String gate) {
        String models = "models: {gate: {file: gate.onnx}, classifier: {file: model.onnx}}";
        String options =
                "scores: independent, gate: {model: gate, output: red, otherwise: not_red, input:"
                        + " {name: x, width: 4, height: 4%s}}";
        return problems(models, classifier, options.formatted(gate));
    }

    @Test
    void whatAGatesInputSaysOfDecodingMustBeWhatThePipelinesSays() {
        assertThat(gateInput("", ", background: black"))
                .singleElement()
                .asString()
                .contains(
                        "options.gate.input.background: has no effect: pictures are decoded once");
        assertThat(gateInput(", shrink: true", ""))
                .singleElement()
                .asString()
                .contains("options.gate.input.shrink: must be true, as the pipeline's own input");
        assertThat(gateInput("", ", shrink: true"))
                .singleElement()
                .asString()
                .contains("options.gate.input.shrink: must be false");
        assertThat(
                        gateInput(
                                ", shrink: true, background: black",
                                ", shrink: true, background: black"))
                .isEmpty();
        assertThat(gateInput(", background: black", "")).isEmpty();
    }

    @Test
    void adviceForAnAnswerThatIsNeverGivenIsRefused() throws Exception {
        Files.writeString(folder.resolve("advice.yaml"), "read: Stop.\n");

        assertThat(problems("scores: logits, advice: advice.yaml"))
                .singleElement()
                .asString()
                .endsWith("/advice.yaml: read: is no answer; did you mean \"red\"?");
        assertThat(problems("scores: logits, advice: gone.yaml"))
                .singleElement()
                .asString()
                .contains("/gone.yaml: cannot be read");
    }

    @Test
    void whatIsWrongWithAGateIsSaid() {
        assertThat(problems("scores: logits, gate: {output: blue, otherwise: x}"))
                .singleElement()
                .asString()
                .contains("options.gate.output: must be one of the graph's outputs: \"flat\"");
        assertThat(problems("scores: logits, gate: {output: flat, otherwise: x}"))
                .singleElement()
                .asString()
                .contains("options.gate.output: \"flat\" is float32 [?, 3], but a gate is one");
        assertThat(problems("scores: logits, gate: {output: red, above: 2}"))
                .satisfiesExactlyInAnyOrder(
                        p -> assertThat(p).endsWith("options.gate.otherwise: is required"),
                        p ->
                                assertThat(p)
                                        .endsWith(
                                                "options.gate.above: \"2\" must be a number from"
                                                        + " 0 to 1"));
        assertThat(problems("scores: logits, gate: {model: other, output: red, otherwise: x}"))
                .singleElement()
                .asString()
                .contains("options.gate.model: \"other\" must be one of models: [model]");
        assertThat(
                        problems(
                                "models: {g: {file: gate.onnx}, c: {file: model.onnx}}",
                                "scores: logits, gate: {model: g, output: red, otherwise: x, input:"
                                        + " {name: x, width: 4, height: 4, mean: [0.5, 0.5,"
                                        + " 0.5], std: [0.25, 0.25, 0.25]}}"))
                .singleElement()
                .asString()
                .contains("options.gate.output: \"red\" answers ", "but a gate is a probability");
    }

    @Test
    void whatHasNoEffectIsRefused() {
        assertThat(problems("scores: independent, temperature: 2"))
                .singleElement()
                .asString()
                .contains("options.temperature: divides logits, and scores are none");
        assertThat(problems("scores: logits, threshold: {red: 0.5, blue: 0.5, geen: 0.5}"))
                .satisfiesExactlyInAnyOrder(
                        p ->
                                assertThat(p)
                                        .endsWith(
                                                "options.threshold.green: is missing; give every"
                                                        + " class a number"),
                        p ->
                                assertThat(p)
                                        .endsWith(
                                                "options.threshold.geen: is not known; did you mean"
                                                        + " \"green\"?"));
    }
}
