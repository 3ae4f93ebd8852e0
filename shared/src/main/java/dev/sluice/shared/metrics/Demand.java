package dev.sluice.shared.metrics;

import dev.sluice.shared.metrics.QueueNumbers.Depth;

import java.util.OptionalDouble;

/**
 * What a pool of workers is scaled by.
 *
 * @param backlog seconds, of {@link Backlog}
 * @param withoutWorkers the same for one worker, as long as there is none; else 0
 * @param busy part of their time that workers spend on jobs, 0 to 1
 */
public record Demand(double backlog, double withoutWorkers, double busy) {
    /** Something waits, and nobody knows what it takes: one worker shall find out. */
    private static final double SOMETHING = 1;

    /**
     * @param jobSeconds what a job took of the workers there last were, if anybody remembers
     */
    public static Demand of(Depth depth, Hands hands, OptionalDouble jobSeconds) {
        if (hands.workers() > 0) {
            double backlog = Backlog.of(depth, hands.jobsPerSecond()).seconds();
            return new Demand(backlog, 0, hands.busy());
        }
        double pace = jobSeconds.isPresent() ? 1 / jobSeconds.getAsDouble() : Backlog.NOBODY;
        Backlog waits = Backlog.of(depth, pace);
        double seconds = waits.seconds();
        double known = jobSeconds.isPresent() ? seconds : Math.min(seconds, SOMETHING);
        return new Demand(seconds, known, 0);
    }
}
