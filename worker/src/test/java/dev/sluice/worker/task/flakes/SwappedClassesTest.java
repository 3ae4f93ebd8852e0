package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Sample;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The thickness comes from the model's constants and from nowhere else. */
class SwappedClassesTest {
    private static final Sample PICTURE =
            new Sample("flakes", "3b19cc78-5f5b-4b0b-8c0f-5907bf3ea93c.jpg");

    @Test
    void swappingTwoClassesInTheModelSwapsTheThicknesses() throws Exception {
        byte[] graph = FlakesPipeline.graph();
        swapFirstTwo(graph, "inverse_cholesky", 6 * Float.BYTES);
        swapFirstTwo(graph, "inverse_cholesky_of_mean", 3 * Float.BYTES);
        try (FlakesPipeline shipped = new FlakesPipeline();
                FlakesPipeline swapped = new FlakesPipeline(graph)) {
            List<String> before = thickness(shipped.document(PICTURE.bytes()));
            List<String> after = thickness(swapped.document(PICTURE.bytes()));
            assertThat(before).contains("1", "2");
            assertThat(after)
                    .containsExactlyInAnyOrderElementsOf(
                            before.stream().map(SwappedClassesTest::other).toList());
            assertThat(after).isNotEqualTo(before);
        }
    }

    private static String other(String thickness) {
        return switch (thickness) {
            case "1" -> "2";
            case "2" -> "1";
            default -> thickness;
        };
    }

    /** Exchanges the first two blocks in the data of a constant, in protobuf's encoding. */
    private static void swapFirstTwo(byte[] graph, String name, int block) {
        // TensorProto: field 8 is the name, field 9 the raw data.
        String tag = "\u0042" + (char) name.length() + name + "\u004a";
        int at = new String(graph, StandardCharsets.ISO_8859_1).indexOf(tag);
        assertThat(at).as(name).isPositive();
        int data = at + tag.length();
        while (graph[data++] < 0) {} // the length, seven bits a byte
        for (int i = data; i < data + block; i++) {
            byte kept = graph[i];
            graph[i] = graph[i + block];
            graph[i + block] = kept;
        }
    }

    private static List<String> thickness(JsonNode document) {
        List<String> found = new ArrayList<>();
        document.at("/detection_results/flakes")
                .forEach(flake -> found.add(flake.path("thickness").textValue()));
        return found;
    }
}
