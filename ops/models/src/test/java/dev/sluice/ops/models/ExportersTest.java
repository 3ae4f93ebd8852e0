package dev.sluice.ops.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.models.NewPipeline.Made;
import dev.sluice.ops.models.NewPipeline.Request;
import dev.sluice.ops.models.infer.NotServable;
import dev.sluice.ops.models.trial.Answer;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.worker.task.Finding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pipelines of what exporters write answer what the frameworks do. */
class ExportersTest {
    private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

    /** What no graph tells, and whoever trained the model knows. All else is worked out. */
    private static final Map<String, Map<String, Object>> KNOWN =
            Map.of(
                    "torch-batch",
                            Map.of(
                                    "input.scale", "0-1",
                                    "input.resize", "squash"),
                    "torch-old",
                            Map.of(
                                    "input.mean",
                                    HALF,
                                    "input.std",
                                    HALF,
                                    "input.resize",
                                    "squash",
                                    "input.antialias",
                                    true),
                    "timm", Map.of("input.interpolation", "bicubic"),
                    "quantised", Map.of("input.interpolation", "bicubic"),
                    "quantised-dynamic", Map.of("input.interpolation", "bicubic"),
                    "keras-logits", Map.of("input.antialias", true),
                    "tf2onnx",
                            Map.of(
                                    "input.mean", HALF,
                                    "input.std", HALF,
                                    "input.antialias", true));

    /** The task says corners to so many pixels. */
    private static final double ROUNDED = 0.005;

    @TempDir private Path folder;

    static List<Exported> classifiers() throws IOException {
        return Exported.all().stream().filter(Exported::isClassifier).toList();
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void aPipelineAnswersWhatTheFrameworkDoes(Exported exported) throws Exception {
        Made made = made(exported);

        JsonNode pictures = exported.expected().path("pictures");
        assertThat(made.answers()).hasSize(pictures.size());
        for (Answer answer : made.answers()) {
            JsonNode expected =
                    pictures.path(answer.sample().file().getFileName().toString())
                            .path("probabilities");
            assertAnswer(exported.expected(), expected, confidences(answer));
        }
    }

    private Made made(Exported exported) throws Exception {
        return NewPipeline.of(
                new Request(
                        exported.model(),
                        folder,
                        KNOWN.getOrDefault(exported.name(), Map.of()),
                        Optional.empty(),
                        Samples.in(exported.folder())));
    }

    static List<Exported> detectors() throws IOException {
        return Exported.all().stream().filter(Exported::isDetector).toList();
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void aDetectorFindsWhatTheFrameworkDoes(Exported exported) throws Exception {
        Made made = made(exported);

        JsonNode pictures = exported.expected().path("pictures");
        assertThat(made.answers()).hasSize(pictures.size());
        for (Answer answer : made.answers()) {
            JsonNode expected =
                    pictures.path(answer.sample().file().getFileName().toString())
                            .path("detections");
            List<JsonNode> found = detections(answer);
            assertThat(found).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertDetection(exported, expected.get(i), found.get(i));
            }
        }
    }

    private static List<JsonNode> detections(Answer answer) {
        List<JsonNode> all = new ArrayList<>();
        if (answer.finding() instanceof Finding.Found(var result)) {
            new ObjectMapper()
                    .<JsonNode>valueToTree(result.document())
                    .at("/detection_results/detections")
                    .forEach(all::add);
        }
        return all;
    }

    private static void assertDetection(Exported exported, JsonNode expected, JsonNode found) {
        double tolerance = exported.expected().path("tolerance").asDouble();
        double pixels = exported.expected().path("tolerance_pixels").asDouble() + ROUNDED;
        assertThat(found.path("class")).isEqualTo(expected.path("label"));
        assertThat(found.path("confidence").asDouble())
                .isCloseTo(expected.path("score").asDouble(), within(tolerance));
        for (int i = 0; i < 4; i++) {
            assertThat(found.path("bbox").path(i).asDouble())
                    .isCloseTo(expected.path("box").path(i).asDouble(), within(pixels));
        }
    }

    private static void assertAnswer(
            JsonNode whole, JsonNode probabilities, Map<String, Double> answered) {
        double tolerance = whole.path("tolerance").asDouble();
        assertThat(probabilities.size()).isPositive();
        for (int i = 0; i < probabilities.size(); i++) {
            String label = whole.path("labels").path(i).asText();
            assertThat(answered.getOrDefault(label, -1.0))
                    .as(label)
                    .isCloseTo(probabilities.path(i).asDouble(), within(tolerance));
        }
    }

    private static Map<String, Double> confidences(Answer answer) {
        Map<String, Double> confidences = new HashMap<>();
        if (answer.finding() instanceof Finding.Found(var result)
                && result.document().get("classification") instanceof Map<?, ?> classification
                && classification.get("top") instanceof List<?> top) {
            for (Object each : top) {
                Map<?, ?> entry = (Map<?, ?>) each;
                confidences.put(
                        String.valueOf(entry.get("class")),
                        ((Number) entry.get("confidence")).doubleValue());
            }
        }
        return confidences;
    }

    @Test
    void aModelThatTakesNoPicturesIsRefusedInASentence() throws IOException {
        Exported flowers = Exported.of("sklearn");
        assertThatThrownBy(
                        () ->
                                NewPipeline.of(
                                        new Request(
                                                flowers.model(),
                                                folder,
                                                Map.of(),
                                                Optional.empty(),
                                                Samples.none())))
                .isInstanceOf(NotServable.class)
                .hasMessageContaining("a row of 4 numbers")
                .hasMessageContaining("scikit-learn");
        assertThat(folder).isEmptyDirectory();
    }
}
