package dev.sluice.shared.release;

import dev.sluice.shared.release.Trial.Bounds;

import java.util.Optional;

/**
 * What came of jobs that two releases did, added up.
 *
 * @param jobs that the live release answered and the other was given, too
 * @param agreed of them: the answers are the same but for confidences
 * @param failed of them: the other has no answer
 * @param shift sum of the differences between the two confidences, without signs, where both have
 *     one
 * @param liveMillis sum of the live release's times in models and task
 * @param millis the other's
 */
public record Comparison(
        long jobs, long agreed, long failed, double shift, double liveMillis, double millis) {
    public static final Comparison NONE = new Comparison(0, 0, 0, 0, 0, 0);

    public Comparison plus(Comparison other) {
        return new Comparison(
                jobs + other.jobs,
                agreed + other.agreed,
                failed + other.failed,
                shift + other.shift,
                liveMillis + other.liveMillis,
                millis + other.millis);
    }

    /** The share of the jobs whose answers are the same. */
    public double agreement() {
        return jobs == 0 ? 1 : (double) agreed / jobs;
    }

    /** The share of the jobs that have no other answer. */
    public double failures() {
        return jobs == 0 ? 0 : (double) failed / jobs;
    }

    /** How many times as long as the live release the other takes. */
    public double slowdown() {
        return liveMillis == 0 ? 1 : millis / liveMillis;
    }

    /** Why this ends a trial, in a sentence; empty if it does not. */
    public Optional<String> breaks(Bounds bounds) {
        if (jobs < bounds.after()) {
            return Optional.empty();
        }
        if (agreement() < bounds.agreement()) {
            return Optional.of(
                    "of %d answers %.1f %% are the same, under the %.1f %% asked for"
                            .formatted(jobs, 100 * agreement(), 100 * bounds.agreement()));
        }
        if (failures() > bounds.failures()) {
            return Optional.of(
                    "of %d jobs %.1f %% have no answer, over the %.1f %% allowed"
                            .formatted(jobs, 100 * failures(), 100 * bounds.failures()));
        }
        return bounds.slowdown() > 0 && slowdown() > bounds.slowdown()
                ? Optional.of(
                        "it takes %.2f times as long, over %d jobs, and %.2f are allowed"
                                .formatted(slowdown(), jobs, bounds.slowdown()))
                : Optional.empty();
    }
}
