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

/** Pipelines for one benchmark, made from the shipped ones: a model repository in a folder. */
public final class BenchPipelines {
    private final Path shipped;
    private final Path repository;

    /**
     * @param home where the shipped pipelines are
     * @param repository the folder to fill
     */
    public BenchPipelines(Path home, Path repository) {
        this.shipped = home.resolve("worker").resolve("pipelines");
        this.repository = repository;
    }

    /** The folder, for {@code MODEL_PATH}. */
    public Path repository() {
        return repository;
    }

    /**
     * Adds a pipeline with the shipped moderation model. Its uploads are {@code
     * {customerID}/<name>/{imageID}.jpg}, its rows {@code <name>#{imageID}}, its results {@code
     * {customerID}/<name>-result/{imageID}_result.json}.
     *
     * @param lines of {@code pipeline.yaml} that replace the defaults of the same key, such as
     *     {@code lease: 10s}; for {@code output} give the whole line
     */
    public BenchPipelines classifier(String name, String... lines) throws IOException {
        Path folder = copy("moderation", name);
        Map<String, String> yaml = new TreeMap<>();
        Stream.concat(
                        Stream.of(
                                "name: " + name,
                                "match: \"{customerID}/" + name + "/{imageID}.{jpg|jpeg|png}\"",
                                "row: \"" + name + "#{imageID}\"",
                                "task: classify",
                                "model: {file: model.onnx, version: \"1\", batch: {max: 8,"
                                        + " maxDelay: 5ms}}",
                                "input: {name: image, width: 224, height: 224, color: rgb, resize:"
                                        + " squash}",
                                "limits: {object: 50MB, pixels: 40MP, bytesPerPixel: 6}",
                                "output: {name: \"{customerID}/" + name + "-result/{imageID}\"}",
                                "options: {output: probabilities}"),
                        Stream.of(lines))
                .forEach(line -> yaml.put(line.substring(0, line.indexOf(':')), line));
        Files.write(folder.resolve("pipeline.yaml"), List.copyOf(yaml.values()));
        return this;
    }

    /**
     * The same with a model that looks at one pixel (one-pixel.py): what such a pipeline costs is
     * everything but inference.
     */
    public BenchPipelines light(String name, String... lines) throws IOException {
        classifier(name, lines);
        try (InputStream model =
                Objects.requireNonNull(getClass().getResourceAsStream("one-pixel.onnx"))) {
            Files.copy(
                    model,
                    repository.resolve(name).resolve("model.onnx"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return this;
    }

    /** Adds a shipped pipeline as it is. */
    public BenchPipelines shipped(String name) throws IOException {
        copy(name, name);
        return this;
    }

    private Path copy(String from, String to) throws IOException {
        Path folder = Files.createDirectories(repository.resolve(to));
        try (Stream<Path> files = Files.list(shipped.resolve(from))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        return folder;
    }
}
