package dev.sluice.worker.task.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.worker.output.Result;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The shipped pipeline {@code leaves}, on leaves that nobody trained with and on other things. */
class LeavesTest {
    private static final Path SHIPPED =
            Path.of(System.getProperty("sluice.home"), "worker", "pipelines");
    private static final List<String> LABELS = List.of("Early_blight", "Late_blight", "Healthy");

    private static JsonNode classification(Result result) {
        return new ObjectMapper().valueToTree(result.document().get("classification"));
    }

    private static byte[] sample(String path) {
        String[] parts = path.split("/", 2);
        return new Sample(parts[0], parts[1]).bytes();
    }

    @Test
    void leavesMeetTheExpectedNumbersAndOtherThingsAreNoLeaves() throws Exception {
        JsonNode expected =
                new ObjectMapper()
                        .readTree(getClass().getResourceAsStream("/leaves/expected.json"));
        double tolerance = expected.get("tolerance").asDouble();
        int leaves = 0;
        int others = 0;
        try (Classifier shipped = new Classifier(SHIPPED, "leaves")) {
            for (JsonNode each : expected.get("cases")) {
                String picture = each.get("picture").asText();
                Result result = shipped.result(sample(picture));
                JsonNode found = classification(result);
                assertThat(found.get("gate").get("value").asDouble())
                        .as("how sure the gate is of %s", picture)
                        .isCloseTo(each.get("leaf").asDouble(), within(tolerance));
                if (picture.startsWith("leaves/")) {
                    leaves++;
                    Map<String, Double> confidences = ClassifyTaskTest.confidences(result);
                    for (int i = 0; i < LABELS.size(); i++) {
                        assertThat(confidences.get(LABELS.get(i)))
                                .as("%s of %s", LABELS.get(i), picture)
                                .isCloseTo(
                                        each.get("probabilities").get(i).asDouble(),
                                        within(tolerance));
                    }
                    assertThat(found.get("class").asText())
                            .as(picture)
                            .startsWithIgnoringCase(picture.substring(7, 12).replace('-', '_'));
                } else {
                    others++;
                    assertThat(found.get("class").asText()).as(picture).isEqualTo("no_leaf");
                    assertThat(found.get("class_index").asInt()).isEqualTo(-1);
                    assertThat(result.headline()).isEqualTo("no leaf");
                }
                assertThat(found.get("advice")).as("advice on %s", picture).isNotEmpty();
            }
        }
        assertThat(leaves).isEqualTo(6);
        assertThat(others).isEqualTo(6);
    }

    @Test
    void theHeadlineSaysClassAndConfidence() throws Exception {
        try (Classifier shipped = new Classifier(SHIPPED, "leaves")) {
            assertThat(shipped.result(sample("leaves/early-blight-1.jpg")).headline())
                    .matches("Early_blight 99\\.[0-9] %");
        }
    }
}
