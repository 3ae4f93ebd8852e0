package dev.sluice.worker.flow;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Stages;

import java.time.Duration;

/**
 * What a stage may put on the scratch disk, and how much of its work a worker that dies may lose.
 *
 * @param quota bytes of all its files at one time, those fetched included
 * @param checkpoints the time between two that are stored
 */
record Disk(long quota, Duration checkpoints) {
    private static final Duration CHECKPOINTS = Duration.ofSeconds(20);

    /**
     * As {@code limits} of the stage say.
     *
     * @param problems where mistakes are noted
     */
    static Disk of(Pipeline lane, Problems problems) {
        Section limits = lane.limits(problems);
        return new Disk(
                limits.bytes("disk", Stages.DISK),
                limits.duration(
                        "checkpoints", CHECKPOINTS, Duration.ofSeconds(1), Duration.ofHours(1)));
    }
}
