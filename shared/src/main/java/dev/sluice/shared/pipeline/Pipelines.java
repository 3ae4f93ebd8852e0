package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Problems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The pipelines of one deployment: no key, row or result can belong to two of them. */
public final class Pipelines {
    private final List<Pipeline> all;

    private Pipelines(List<Pipeline> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Reads {@code <name>/pipeline.yaml} of every folder in a repository folder; of a folder that
     * has a {@code pipeline.yaml} itself, that one alone. The models need not be there: see {@link
     * ModelFiles}.
     *
     * @param only names to serve; empty for all. Collisions are looked for among all the same
     * @throws InvalidConfiguration with every problem of every file
     */
    public static Pipelines read(Path repository, List<String> only) {
        Problems problems = new Problems();
        List<Pipeline> read = new ArrayList<>();
        for (Path folder : folders(repository, problems)) {
            new PipelineFile(folder, problems).read().ifPresent(read::add);
        }
        new Collisions(read, problems).check();
        List<String> names = read.stream().map(Pipeline::name).toList();
        for (String wanted : only) {
            if (!names.contains(wanted)) {
                problems.add(
                        "SLUICE_PIPELINES",
                        "no pipeline \"%s\" in %s%s"
                                .formatted(
                                        wanted,
                                        repository,
                                        Nearest.to(wanted, names)
                                                .map(near -> "; did you mean \"" + near + "\"?")
                                                .orElse("; there are " + names)));
            }
        }
        problems.throwIfAny();
        return new Pipelines(
                read.stream().filter(p -> only.isEmpty() || only.contains(p.name())).toList());
    }

    private static List<Path> folders(Path repository, Problems problems) {
        if (Files.exists(repository.resolve("pipeline.yaml"))) {
            return List.of(repository.toAbsolutePath().normalize());
        }
        try (Stream<Path> entries = Files.list(repository)) {
            List<Path> folders =
                    entries.filter(entry -> Files.exists(entry.resolve("pipeline.yaml")))
                            .sorted()
                            .toList();
            if (folders.isEmpty()) {
                problems.add(
                        "MODEL_PATH",
                        repository + " has neither pipeline.yaml nor <name>/pipeline.yaml");
            }
            return folders;
        } catch (IOException e) {
            problems.add("MODEL_PATH", repository + " cannot be listed: " + e);
            return List.of();
        }
    }

    public List<Pipeline> all() {
        return all;
    }

    public Optional<Pipeline> named(String name) {
        return all.stream().filter(pipeline -> pipeline.name().equals(name)).findFirst();
    }

    /** Which pipeline an object belongs to, if any. */
    public Route route(String key) {
        for (Pipeline pipeline : all) {
            Optional<Map<String, String>> variables = pipeline.match().match(key);
            if (variables.isPresent()) {
                return new Route.Matched(
                        pipeline, variables.get(), pipeline.invalidId(variables.get()));
            }
        }
        return new Route.NoPipeline();
    }

    /** Where a key leads. */
    public sealed interface Route {
        /**
         * @param variables the IDs in the key
         * @param invalidId a sentence if one of them breaks its rule
         */
        record Matched(Pipeline pipeline, Map<String, String> variables, Optional<String> invalidId)
                implements Route {
            public Matched {
                variables = Map.copyOf(variables);
            }

            public String customerID() {
                return variables.getOrDefault("customerID", "");
            }

            public String rowID() {
                return pipeline.row().render(variables);
            }

            /** The image's ID; the row's where a key names its parts otherwise. */
            public String imageID() {
                return variables.getOrDefault("imageID", rowID());
            }
        }

        /** The key has no pipeline's shape: our own results, thumbnails, anything else. */
        record NoPipeline() implements Route {}
    }
}
