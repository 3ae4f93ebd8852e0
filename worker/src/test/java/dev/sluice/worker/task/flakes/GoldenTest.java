package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Documents of the real pictures, as committed. They were compared with the authors' own program on
 * the same pictures: same flakes, masks equal in every pixel. After a change that is meant to
 * change them, {@code -Dgolden.write=true} writes them anew.
 */
class GoldenTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("sluice.home"), "worker/src/test/resources/flakes/golden");

    static List<Sample> pictures() {
        return Samples.micrographs();
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void documentIsAsCommitted(Sample sample) throws Exception {
        Path file = FOLDER.resolve(sample.name().replace(".jpg", ".json"));
        try (FlakesPipeline pipeline = new FlakesPipeline()) {
            JsonNode document = pipeline.document(sample.bytes());
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, write(document));
            }
            compare("", document, FlakesPipeline.read(Files.readAllBytes(file)));
        }
    }

    private static String write(JsonNode document) throws Exception {
        // A line per flake: readable in a diff, and not a line per corner.
        return new ObjectMapper().writeValueAsString(document).replace("{\"bbox\"", "\n{\"bbox\"")
                + "\n";
    }

    /** Pixels exactly; what is computed from them in floating point to five digits. */
    private static void compare(String at, JsonNode actual, JsonNode golden) {
        assertThat(actual.getNodeType()).as(at).isEqualTo(golden.getNodeType());
        if (golden.isContainerNode()) {
            assertThat(actual.size()).as(at + " size").isEqualTo(golden.size());
            assertThat(actual.fieldNames())
                    .toIterable()
                    .as(at)
                    .containsExactlyElementsOf(golden::fieldNames);
            golden.properties()
                    .forEach(
                            it ->
                                    compare(
                                            at + "/" + it.getKey(),
                                            actual.get(it.getKey()),
                                            it.getValue()));
            for (int i = 0; golden.isArray() && i < golden.size(); i++) {
                compare(at + "/" + i, actual.get(i), golden.get(i));
            }
        } else if (golden.isDouble()) {
            double value = golden.doubleValue();
            assertThat(actual.doubleValue())
                    .as(at)
                    .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value))));
        } else {
            assertThat(actual).as(at).isEqualTo(golden);
        }
    }
}
