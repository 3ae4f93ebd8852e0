package dev.sluice.shared.pipeline;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.job.FailureReason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The pipelines of one deployment: no key, row or result can belong to two of them. */
public final class Pipelines {
    private final List<Pipeline> all;
    private final List<Pipeline> lanes;
    private final List<KeyPattern> results;
    private final Versions versions;

    private Pipelines(List<Pipeline> all, List<Pipeline> lanes, Versions versions) {
        this.all = List.copyOf(all);
        this.lanes = List.copyOf(lanes);
        this.versions = versions;
        this.results = all.stream().flatMap(pipeline -> pipeline.results().stream()).toList();
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
        List<Pipeline> lanes =
                read.stream().flatMap(pipeline -> pipeline.lanes().stream()).toList();
        List<String> names =
                Stream.concat(read.stream(), lanes.stream())
                        .map(Pipeline::name)
                        .distinct()
                        .toList();
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
        List<Pipeline> served = lanes.stream().filter(lane -> serves(only, lane)).toList();
        return new Pipelines(
                read.stream()
                        .filter(p -> p.lanes().stream().anyMatch(lane -> serves(only, lane)))
                        .toList(),
                served,
                Versions.AS_WRITTEN);
    }

    private static boolean serves(List<String> only, Pipeline lane) {
        return only.isEmpty()
                || only.contains(lane.name())
                || only.contains(lane.stages().pipeline());
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

    /** The same, whose jobs are done with releases chosen so. */
    public Pipelines pinned(Versions by) {
        return new Pipelines(all, lanes, by);
    }

    /** Some of them. */
    public Pipelines of(Predicate<Pipeline> which) {
        return new Pipelines(
                all.stream().filter(which).toList(),
                all.stream()
                        .filter(which)
                        .flatMap(pipeline -> pipeline.lanes().stream())
                        .filter(lanes::contains)
                        .toList(),
                versions);
    }

    /** As uploads know them. */
    public List<Pipeline> all() {
        return all;
    }

    /** What has a queue and workers: pipelines that work in one go, and stages of the others. */
    public List<Pipeline> lanes() {
        return lanes;
    }

    /** A pipeline, or a lane. */
    public Optional<Pipeline> named(String name) {
        return Stream.concat(all.stream(), lanes.stream())
                .filter(pipeline -> pipeline.name().equals(name))
                .findFirst();
    }

    /** Which pipeline an object belongs to, if any. */
    public Route route(String key) {
        for (Pipeline pipeline : all) {
            Optional<Map<String, String>> variables = pipeline.match().match(key);
            if (variables.isPresent()) {
                return matched(pipeline, variables.get(), refused(pipeline, variables.get()));
            }
        }
        if (results.stream().anyMatch(result -> result.match(key).isPresent())
                || all.stream().anyMatch(pipeline -> pipeline.stages().holds(key))) {
            return new Route.Result();
        }
        for (Pipeline pipeline : all) {
            Optional<Map<String, String>> variables = pipeline.match().matchButExtension(key);
            String extension = key.substring(key.lastIndexOf('.') + 1);
            if (variables.isPresent() && MediaExtensions.contain(extension)) {
                return matched(
                        pipeline,
                        variables.get(),
                        pipeline.inParts() // whoever reads it tells it by its content
                                ? refused(pipeline, variables.get())
                                : Optional.of(unsupported(extension, pipeline)));
            }
        }
        return new Route.NoPipeline(nearest(key));
    }

    private Route.Matched matched(
            Pipeline pipeline, Map<String, String> variables, Optional<FailureReason> refused) {
        String version = versions.of(pipeline, variables.getOrDefault("customerID", ""));
        return new Route.Matched(pipeline, version, variables, refused);
    }

    private static Optional<FailureReason> refused(
            Pipeline pipeline, Map<String, String> variables) {
        return pipeline.invalidId(variables)
                .map(sentence -> new FailureReason("invalid-id", sentence));
    }

    private static FailureReason unsupported(String extension, Pipeline pipeline) {
        return new FailureReason(
                "unsupported-format",
                "Files ending in .%s are not accepted here, but those ending in .%s are; convert the file and upload it again"
                        .formatted(extension, String.join(", .", pipeline.match().extensions())));
    }

    private String nearest(String key) {
        return all.stream()
                .map(pipeline -> Map.entry(pipeline, Difference.between(key, pipeline.match())))
                .min(Comparator.comparingInt(each -> each.getValue().weight()))
                .map(
                        each ->
                                "nearest is %s of %s: the key %s"
                                        .formatted(
                                                each.getKey().match(),
                                                each.getKey().name(),
                                                each.getValue().words()))
                .orElse("there is no pipeline");
    }

    /** Where a key leads. */
    public sealed interface Route {
        /**
         * @param version of the release that its job is done with
         * @param variables the IDs in the key
         * @param refused if one of them breaks its rule, or the extension is of a kind of media
         *     that the pipeline does not take
         */
        record Matched(
                Pipeline pipeline,
                String version,
                Map<String, String> variables,
                Optional<FailureReason> refused)
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

            /** The upload's ID; the row's where a key names its parts otherwise. */
            public String imageID() {
                return variables.getOrDefault(
                        "imageID",
                        pipeline.stages().all().isEmpty()
                                ? rowID()
                                : variables.getOrDefault("jobID", rowID()));
            }
        }

        /** The key is one under which a pipeline of ours writes results. */
        record Result() implements Route {}

        /**
         * The key has no pipeline's shape.
         *
         * @param nearest for the operator: the pipeline that it comes nearest to, and what it lacks
         */
        record NoPipeline(String nearest) implements Route {}
    }
}
