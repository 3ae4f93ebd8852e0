package dev.sluice.ops.deploy.config;

import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a fleet serves, by name.
 *
 * @param pipelines nothing if they cannot be read
 */
record Served(Optional<Pipelines> pipelines) {
    /** What has a queue and workers of its own: stages, and pipelines that work in one go. */
    List<String> lanes() {
        return pipelines.stream().flatMap(all -> all.lanes().stream()).map(Pipeline::name).toList();
    }

    /** What may be named: lanes, and pipelines in stages. */
    List<String> names() {
        return Stream.concat(
                        pipelines.stream().flatMap(all -> all.all().stream()).map(Pipeline::name),
                        lanes().stream())
                .distinct()
                .toList();
    }

    /** The lanes that these names stand for: a pipeline in stages for each of its stages. */
    List<String> lanesOf(List<String> names) {
        return pipelines.stream()
                .flatMap(all -> names.stream().flatMap(name -> all.named(name).stream()))
                .flatMap(pipeline -> pipeline.lanes().stream())
                .map(Pipeline::name)
                .distinct()
                .toList();
    }
}
