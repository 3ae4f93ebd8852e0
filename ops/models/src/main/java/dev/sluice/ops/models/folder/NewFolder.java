package dev.sluice.ops.models.folder;

import dev.sluice.ops.models.infer.Draft;
import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.pipeline.Pipelines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a new pipeline, made aside and moved to its place when all is well, so that a fleet
 * that reads the place never sees half of it. What is not kept is gone when this is closed.
 */
public final class NewFolder implements AutoCloseable {
    private final Path repository;
    private final Path aside;
    private final Path folder;

    private NewFolder(Path repository, Path aside, Path folder) {
        this.repository = repository;
        this.aside = aside;
        this.folder = folder;
    }

    /**
     * Copies the model, with the files that hold its weights.
     *
     * @param repository where folders of pipelines lie; made if it is not there
     * @throws IOException if the folder is there already, or something cannot be copied
     */
    public static NewFolder of(Path repository, String name, Path model, Graph graph)
            throws IOException {
        Path place = repository.resolve(name);
        if (Files.exists(place)) {
            throw new IOException(place + " is there already; choose another --name, or remove it");
        }
        Files.createDirectories(repository);
        Path aside = Files.createTempDirectory(repository, ".new-");
        Path folder = Files.createDirectory(aside.resolve(name));
        NewFolder made = new NewFolder(repository, aside, folder);
        try {
            Files.copy(model, folder.resolve("model.onnx"));
            for (Path file : weights(model, graph)) {
                Path copy = folder.resolve(beside(model).relativize(file));
                Files.createDirectories(copy.resolveSibling(""));
                Files.copy(file, copy);
            }
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /**
     * The files beside a model that hold weights of it.
     *
     * @throws IOException if one is missing, or lies elsewhere
     */
    public static List<Path> weights(Path model, Graph graph) throws IOException {
        Path beside = beside(model);
        List<Path> files = new ArrayList<>();
        for (String name : graph.weights().files()) {
            Path file = beside.resolve(name).normalize();
            if (!file.startsWith(beside)) {
                throw new IOException(
                        "%s has weights in %s, outside of its folder; export it again with its weights beside it"
                                .formatted(model, name));
            }
            if (!Files.isRegularFile(file)) {
                throw new IOException(
                        "%s has its weights in %s, which is not beside it; copy that file, too"
                                .formatted(model, name));
            }
            files.add(file);
        }
        return files;
    }

    /** The model's folder. */
    private static Path beside(Path model) {
        return model.toAbsolutePath().normalize().resolveSibling("");
    }

    /** Where everything lies at present. */
    public Path path() {
        return folder;
    }

    /** Writes what was worked out, over what was written before. */
    public void write(Draft draft, String about) throws IOException {
        Files.writeString(
                folder.resolve("pipeline.yaml"),
                PipelineYaml.of(
                        draft,
                        List.of(
                                about,
                                "README.md beside this file says how each value was found out.")));
        Files.write(folder.resolve("labels.txt"), draft.labels());
        Files.writeString(folder.resolve("README.md"), ReadMe.of(draft, about));
    }

    /**
     * Moves it to its place.
     *
     * @throws InvalidConfiguration if it cannot stand beside the other pipelines there; it is gone
     *     then
     */
    public Path keep() throws IOException {
        Path place = repository.resolve(folder.getFileName().toString());
        Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
        try {
            Pipelines.read(repository, List.of());
            return place;
        } catch (InvalidConfiguration e) {
            remove(place);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        remove(aside);
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
