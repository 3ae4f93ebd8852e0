package dev.sluice.worker.task.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.output.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

class ClassifyTaskTest {
    private static final Path SHIPPED =
            Path.of(System.getProperty("sluice.home"), "worker", "pipelines");
    private static final Path OF_THE_TESTS =
            Path.of(
                    System.getProperty("sluice.home"),
                    "worker",
                    "src",
                    "test",
                    "resources",
                    "pipelines");
    private static final double TOLERANCE = 0.005;

    static Map<String, Double> confidences(Result result) {
        Map<String, Double> confidences = new LinkedHashMap<>();
        for (JsonNode entry : classification(result).get("top")) {
            confidences.put(entry.get("class").asText(), entry.get("confidence").asDouble());
        }
        return confidences;
    }

    private static JsonNode classification(Result result) {
        return new ObjectMapper().valueToTree(result.document().get("classification"));
    }

    @Test
    void moderationMeetsTheExpectedNumbersOnRealPhotos() throws Exception {
        List<String> labels = Files.readAllLines(SHIPPED.resolve("moderation/labels.txt"));
        JsonNode cases =
                new ObjectMapper()
                        .readTree(
                                ClassifyTaskTest.class.getResourceAsStream(
                                        "/moderation/expected.json"))
                        .get("cases");
        assertThat(cases).hasSize(4);
        try (Classifier moderation = new Classifier(SHIPPED, "moderation")) {
            for (JsonNode expected : cases) {
                Map<String, Double> found =
                        moderation.confidences(
                                Samples.photo(expected.get("photo").asText()).bytes());
                for (int i = 0; i < labels.size(); i++) {
                    assertThat(found.get(labels.get(i)))
                            .as("%s of %s", labels.get(i), expected.get("photo"))
                            .isCloseTo(
                                    expected.get("probabilities").get(i).asDouble(),
                                    within(TOLERANCE));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.1 0.7 0.2,    3, 1 2 0",
        "0.1 0.7 0.2,    2, 1 2",
        "0.1 0.7 0.2,    9, 1 2 0",
        "0.2 0.3 0.2 0.3, 3, 1 3 0", // the first of equals comes first
        "1,              5, 0",
        "0.5 0.4 0.3 0.2 0.1, 1, 0",
        "0.1 0.2 0.3 0.4 0.5, 1, 4"
    })
    void theLargestComeFirstAndNoMoreThanAsked(String values, int most, String expected) {
        String[] texts = values.split(" ", -1);
        float[] numbers = new float[texts.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.parseFloat(texts[i]);
        }

        assertThat(Ranking.largest(numbers, most))
                .containsExactly(
                        Arrays.stream(expected.split(" ", -1))
                                .mapToInt(Integer::parseInt)
                                .toArray());
    }

    @Test
    void theResultNamesTheBestClassAndRanksTheOthers() throws Exception {
        try (Classifier moderation = new Classifier(SHIPPED, "moderation")) {
            Result result = moderation.result(Samples.photo("coffee.png").bytes());

            JsonNode classification = classification(result);
            assertThat(classification.get("class").asText()).isEqualTo("Neutral");
            assertThat(classification.get("class_index").asInt()).isEqualTo(2);
            assertThat(result.summary()).containsEntry("class", "Neutral");
            assertThat(result.summary().get("confidence"))
                    .isEqualTo(classification.get("confidence").asDouble());
            assertThat(List.copyOf(confidences(result).values()))
                    .hasSize(5)
                    .isSortedAccordingTo(java.util.Comparator.reverseOrder());
            assertThat(confidences(result).values().stream().mapToDouble(d -> d).sum())
                    .isCloseTo(1, within(1e-4));
            assertThat(result.artifacts()).isEmpty();
        }
    }

    @Test
    void aClassifierIsAddedByAFolderAlone() throws Exception {
        JsonNode cases =
                new ObjectMapper()
                        .readTree(
                                ClassifyTaskTest.class.getResourceAsStream(
                                        "/emotion/expected.json"))
                        .get("cases");
        List<String> labels = Files.readAllLines(OF_THE_TESTS.resolve("emotion/labels.txt"));
        try (Classifier emotion = new Classifier(OF_THE_TESTS, "emotion")) {
            for (JsonNode expected : cases) {
                JsonNode box = expected.get("box");
                byte[] face =
                        faceOf(
                                expected.get("photo").asText(),
                                box.get(0).asInt(),
                                box.get(1).asInt(),
                                box.get(2).asInt(),
                                box.get(3).asInt());

                Map<String, Double> found = emotion.confidences(face);
                for (int i = 0; i < labels.size(); i++) {
                    assertThat(found.get(labels.get(i)))
                            .as("%s of %s", labels.get(i), expected.get("photo"))
                            .isCloseTo(
                                    expected.get("probabilities").get(i).asDouble(), within(0.01));
                }
            }
        }
    }

    private static byte[] faceOf(String photo, int x, int y, int width, int height)
            throws IOException {
        BufferedImage whole =
                ImageIO.read(new java.io.ByteArrayInputStream(Samples.photo(photo).bytes()));
        return png(whole.getSubimage(x, y, width, height));
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", bytes);
        return bytes.toByteArray();
    }
}
