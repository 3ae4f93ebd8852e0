package dev.sluice.ops.bench.stand;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Pipelines for one benchmark, made from the shipped ones.
 *
 * @param repository the folder to fill, for {@code MODEL_PATH}
 */
public record BenchPipelines(Path home, Path repository) {
    /** Adds what a benchmark needs. */
    public interface Definition {
        void to(BenchPipelines pipelines) throws IOException;
    }

    private static final String CLASSIFIER =
            """
            name: NAME
            match: "{customerID}/NAME/{imageID}.{jpg|jpeg|png}"
            row: "NAME#{imageID}"
            task: classify
            model: {file: model.onnx, version: "1", batch: {max: 8, maxDelay: 5ms}}
            input: {name: image, width: 224, height: 224, color: rgb, resize: squash}
            limits: {object: 50MB, pixels: 40MP, bytesPerPixel: 8}
            output: {name: "{customerID}/NAME-result/{imageID}"}
            options: {output: probabilities}
            """;

    /**
     * Adds a pipeline with the shipped moderation model.
     *
     * @param lines of {@code pipeline.yaml} that replace those above, such as {@code lease: 10s}
     */
    public BenchPipelines classifier(String name, String... lines) throws IOException {
        Path folder = copy("moderation", name);
        Map<String, String> yaml = new TreeMap<>();
        Stream.concat(CLASSIFIER.replace("NAME", name).lines(), Stream.of(lines))
                .forEach(line -> yaml.put(line.substring(0, line.indexOf(':')), line));
        Files.write(folder.resolve("pipeline.yaml"), List.copyOf(yaml.values()));
        return this;
    }

    /** The same with a model that looks at one pixel (one-pixel.py). */
    public BenchPipelines light(String name, String... lines) throws IOException {
        Path file = classifier(name, lines).repository.resolve(name).resolve("model.onnx");
        try (InputStream model = BenchPipelines.class.getResourceAsStream("one-pixel.onnx")) {
            Files.copy(Objects.requireNonNull(model), file, StandardCopyOption.REPLACE_EXISTING);
        }
        return this;
    }

    /** Adds a shipped pipeline as it is. */
    public void shipped(String name) throws IOException {
        var _ = copy(name, name);
    }

    private Path copy(String from, String to) throws IOException {
        Path shipped = home.resolve("worker/pipelines").resolve(from);
        Path folder = Files.createDirectories(repository.resolve(to));
        try (var files = Files.newDirectoryStream(shipped, Files::isRegularFile)) {
            for (Path file : files) {
                var _ = Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        return folder;
    }
}
