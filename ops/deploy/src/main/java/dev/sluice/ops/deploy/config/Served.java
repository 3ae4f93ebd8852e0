package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Stages;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a fleet serves, by name.
 *
 * @param pipelines nothing if they cannot be read
 */
record Served(Optional<Pipelines> pipelines) {
    private static final long GIB = 1 << 30;

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

    /**
     * What their stages may put on a worker's disk: GiB, rounded up, of all jobs that a worker of
     * these lanes may have in hand; 0 for none.
     */
    int scratch(List<String> lanes) {
        long bytes =
                pipelines.stream()
                        .flatMap(all -> all.lanes().stream())
                        .filter(lane -> lanes.contains(lane.name()))
                        .mapToLong(Served::scratch)
                        .sum();
        return Math.toIntExact(Math.min(Integer.MAX_VALUE / 2, Math.ceilDiv(bytes, GIB)));
    }

    private static long scratch(Pipeline lane) {
        long job = lane.limits(new Problems()).bytes("disk", Stages.DISK);
        return lane.stages().stage().map(stage -> stage.jobs() * job).orElse(0L);
    }
}
