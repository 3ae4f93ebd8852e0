package dev.sluice.shared.release;

import dev.sluice.shared.release.Trial.Bounds;

import java.util.Locale;
import java.util.Optional;

/**
 * How jobs went that a canary did, and those of the same time that the live release did, added up.
 *
 * @param canary of the release that is tried
 * @param live of the one that all others get
 */
public record CanaryCount(Jobs canary, Jobs live) {
    public static final CanaryCount NONE = new CanaryCount(Jobs.NONE, Jobs.NONE);

    /**
     * Jobs of one release.
     *
     * @param done all that were settled, and attempts that came to nothing
     * @param failed of them: refused, or to be tried again
     * @param millis sum of the times in models and task of the others
     */
    public record Jobs(long done, long failed, double millis) {
        public static final Jobs NONE = new Jobs(0, 0, 0);

        public Jobs plus(Jobs other) {
            return new Jobs(done + other.done, failed + other.failed, millis + other.millis);
        }

        /** The share that failed. */
        public double failures() {
            return done == 0 ? 0 : (double) failed / done;
        }

        /** Mean time of one that did not fail; 0 if there is none. */
        public double mean() {
            return done == failed ? 0 : millis / (done - failed);
        }
    }

    public CanaryCount plus(CanaryCount other) {
        return new CanaryCount(canary.plus(other.canary), live.plus(other.live));
    }

    /** How many times as long as the live release the canary takes; 1 as long as nobody knows. */
    public double slowdown() {
        return live.mean() == 0 || canary.mean() == 0 ? 1 : canary.mean() / live.mean();
    }

    /**
     * Why this ends a canary, in a sentence; empty if it does not. Both have to have had enough
     * jobs for their times to be compared; a failure of most is told without the other.
     */
    public Optional<String> breaks(Bounds bounds) {
        if (canary.done() < bounds.after()) {
            return Optional.empty();
        }
        double more = canary.failures() - live.failures();
        if (more > bounds.failures()) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "of %d jobs %.1f %% failed, of %d with the live version %.1f %%, and"
                                    + " %.1f points more are allowed",
                            canary.done(),
                            100 * canary.failures(),
                            live.done(),
                            100 * live.failures(),
                            100 * bounds.failures()));
        }
        return bounds.slowdown() > 0
                        && live.done() >= bounds.after()
                        && slowdown() > bounds.slowdown()
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "it takes %.2f times as long, over %d jobs, and %.2f are allowed",
                                slowdown(),
                                canary.done(),
                                bounds.slowdown()))
                : Optional.empty();
    }
}
