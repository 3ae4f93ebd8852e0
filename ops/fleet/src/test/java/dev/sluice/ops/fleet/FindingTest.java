package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.shared.job.Row;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.HashMap;
import java.util.Map;

class FindingTest {
    @Test
    void flakesAreCountedByLayers() {
        assertThat(finding(flakes(3, Map.of("3", 1, "1", 2))))
                .isEqualTo("3 flakes: 2×1 layer, 1×3 layers");
        assertThat(finding(flakes(1, Map.of("10", 1)))).isEqualTo("1 flake: 1×10 layers");
        assertThat(finding(flakes(0, Map.of()))).isEqualTo("no flakes");
    }

    @Test
    void classesComeWithTheirConfidence() {
        assertThat(
                        finding(
                                Map.of(
                                        "class", AttributeValue.fromS("Neutral"),
                                        "confidence", AttributeValue.fromN("0.99612"))))
                .isEqualTo("Neutral 99.6 %");
    }

    @Test
    void otherSummariesAreListed() {
        assertThat(
                        finding(
                                Map.of(
                                        "faces", AttributeValue.fromN("2"),
                                        "camera", AttributeValue.fromS("left"))))
                .isEqualTo("camera left, faces 2");
    }

    @Test
    void failuresGiveTheirReason() {
        Row row =
                new Row(
                        Map.of(
                                "processingStatus", AttributeValue.fromS("failed"),
                                "failureReason",
                                        AttributeValue.fromS("empty-object: The file is empty.")));
        assertThat(Finding.of(row)).isEqualTo("empty-object: The file is empty.");
    }

    private static Map<String, AttributeValue> flakes(int total, Map<String, Integer> thickness) {
        Map<String, AttributeValue> counts = new HashMap<>();
        thickness.forEach((k, n) -> counts.put(k, AttributeValue.fromN(n.toString())));
        return Map.of(
                "total_flakes", AttributeValue.fromN(Integer.toString(total)),
                "thickness", AttributeValue.fromM(counts));
    }

    private static String finding(Map<String, AttributeValue> summary) {
        return Finding.of(
                new Row(
                        Map.of(
                                "processingStatus", AttributeValue.fromS("completed"),
                                "metadata", AttributeValue.fromM(summary))));
    }
}
