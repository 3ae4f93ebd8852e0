package dev.sluice.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Folders of pipelines for tests, made from the shipped ones. */
final class Pipes {
    private Pipes() {}

    static Path shipped() {
        return Path.of(System.getProperty("sluice.home"), "worker", "pipelines");
    }

    /** An empty repository. */
    static Path repository() {
        try {
            return Files.createTempDirectory("pipelines");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a pipeline on the files of a shipped one.
     *
     * @param name its queues are its own, and so are its keys: {@code
     *     {customerID}/<name>/{imageID}.jpg}
     * @param lines of {@code pipeline.yaml} beyond names, model file and input, such as lease
     */
    static Path classifier(Path repository, String name, String... lines) {
        return classifier(repository, name, shipped().resolve("moderation"), 224, lines);
    }

    static Path classifier(
            Path repository, String name, Path modelFolder, int side, String... lines) {
        Path folder = repository.resolve(name);
        copy(modelFolder, folder);
        StringBuilder yaml = new StringBuilder();
        yaml.append("name: ").append(name).append('\n');
        yaml.append("match: \"{customerID}/" + name + "/{imageID}.{jpg|jpeg|png|bmp|gif|webp}\"\n");
        yaml.append("row: \"" + name + "#{imageID}\"\n");
        yaml.append("task: classify\n");
        yaml.append(
                "input: {name: image, width: %d, height: %d, color: rgb, resize: squash}\n"
                        .formatted(side, side));
        yaml.append(
                "ids: {customerID: \"[a-zA-Z0-9-]{3,50}\", imageID: \"[a-zA-Z0-9_-]{1,100}\"}\n");
        yaml.append("output: {name: \"{customerID}/" + name + "-result/{imageID}\"}\n");
        yaml.append("options: {output: probabilities}\n");
        Stream<String> defaults =
                Stream.of("model: {file: model.onnx, batch: {max: 8, maxDelay: 5ms}}");
        Stream.concat(Stream.of(lines), defaults)
                .filter(new java.util.HashSet<String>()::add)
                .collect(
                        java.util.stream.Collectors.toMap(
                                line -> line.substring(0, line.indexOf(':')),
                                line -> line,
                                (first, second) -> first,
                                java.util.LinkedHashMap::new))
                .values()
                .forEach(line -> yaml.append(line).append('\n'));
        write(folder.resolve("pipeline.yaml"), yaml.toString());
        return repository;
    }

    /** Adds a shipped pipeline as it is. */
    static Path shipped(Path repository, String name) {
        return asIs(repository, shipped().resolve(name));
    }

    /** Adds flakes under another name, with keys, rows and results of its own. */
    static Path flakes(Path repository, String name) {
        copy(shipped().resolve("flakes"), repository.resolve(name));
        edit(repository, name, "name: flakes", "name: " + name);
        edit(repository, name, "/uploaded/", "/" + name + "/");
        edit(repository, name, "/saved-result/", "/" + name + "-result/");
        edit(repository, name, "row: \"{imageID}\"", "row: \"" + name + "#{imageID}\"");
        return repository;
    }

    /** Adds somebody's folder as it is. */
    static Path asIs(Path repository, Path folder) {
        copy(folder, repository.resolve(folder.getFileName().toString()));
        return repository;
    }

    /** Changes a pipeline's text. */
    static void edit(Path repository, String name, String from, String to) {
        Path file = repository.resolve(name).resolve("pipeline.yaml");
        try {
            String text = Files.readString(file);
            if (!text.contains(from)) {
                throw new IllegalArgumentException(file + " has no " + from);
            }
            write(file, text.replace(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : (List<Path>) files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        to.resolve(file.getFileName().toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
