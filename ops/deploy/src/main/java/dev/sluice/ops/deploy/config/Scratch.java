package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Stages;

import java.util.List;
import java.util.Optional;

/**
 * What the stages of a fleet may put on the disk of a worker.
 *
 * @param pipelines nothing if they cannot be read
 */
record Scratch(Optional<Pipelines> pipelines) {
    private static final long GIB = 1 << 30;

    /** GiB, rounded up, of all jobs that a worker of these lanes may have in hand; 0 for none. */
    int of(List<String> lanes) {
        long bytes =
                pipelines.stream()
                        .flatMap(all -> all.lanes().stream())
                        .filter(lane -> lanes.contains(lane.name()))
                        .mapToLong(Scratch::bytes)
                        .sum();
        return Math.toIntExact(Math.min(Integer.MAX_VALUE / 2, Math.ceilDiv(bytes, GIB)));
    }

    private static long bytes(Pipeline lane) {
        long job = lane.limits(new Problems()).bytes("disk", Stages.DISK);
        return lane.stages().stage().map(stage -> stage.jobs() * job).orElse(0L);
    }
}
