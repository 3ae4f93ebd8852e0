package dev.sluice.shared.metrics;

import dev.sluice.shared.metrics.QueueNumbers.Depth;

/**
 * What waits, in seconds until the workers that there are would be through with it: the figure to
 * scale by. It is the same for each worker, since they take from one queue.
 *
 * @param messages visible and delayed; those in flight are being worked on
 * @param jobsPerSecond what all busy workers do together; of each the inverse of its {@link
 *     ServiceTime}
 */
public record Backlog(long messages, double jobsPerSecond) {
    /** Where nobody works yet: as if one worker did, at {@link ServiceTime#UNKNOWN} a job. */
    public static final double NOBODY = 1e3 / ServiceTime.UNKNOWN.toMillis();

    public Backlog {
        if (!(jobsPerSecond > 0)) {
            throw new IllegalArgumentException("jobs a second: " + jobsPerSecond);
        }
    }

    public static Backlog of(Depth depth, double jobsPerSecond) {
        return new Backlog(depth.visible() + depth.delayed(), jobsPerSecond);
    }

    /** 0 if nothing waits. */
    public double seconds() {
        return messages / jobsPerSecond;
    }
}
