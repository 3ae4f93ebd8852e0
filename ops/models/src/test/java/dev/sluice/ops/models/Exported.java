package dev.sluice.ops.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model as an exporter wrote it, with the answers that its own framework gave.
 *
 * @param name of its folder
 * @param expected see the README.md beside these folders
 */
record Exported(String name, Path folder, JsonNode expected) {
    private static final Path ALL =
            Path.of(System.getProperty("sluice.home"))
                    .resolve("ops/cli/src/test/resources/exporters");

    static Exported of(String name) {
        Path folder = ALL.resolve(name);
        try {
            return new Exported(
                    name,
                    folder,
                    new ObjectMapper().readTree(folder.resolve("expected.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Exported> all() throws IOException {
        try (Stream<Path> folders = Files.list(ALL)) {
            return folders.filter(folder -> Files.exists(folder.resolve("expected.json")))
                    .sorted()
                    .map(folder -> of(folder.getFileName().toString()))
                    .toList();
        }
    }

    Path model() {
        return folder.resolve("model.onnx");
    }

    /** Whether it takes pictures, and says of each how likely each class is. */
    boolean isClassifier() {
        return says("probabilities");
    }

    /** Whether it takes pictures, and says what is where. */
    boolean isDetector() {
        return says("detections");
    }

    private boolean says(String what) {
        return expected.path("pictures").isObject()
                && expected.path("pictures").elements().next().has(what);
    }

    @Override
    public String toString() {
        return name;
    }
}
