package dev.sluice.ops.plan;

import dev.sluice.ops.plan.simulated.JobCost;

/**
 * What one worker does on one instance type.
 *
 * @param source where its speed is from, for people
 * @param dollarsPerHour on demand
 */
public record Worker(String type, JobCost cost, String source, double dollarsPerHour) {
    private static final double HOUR = 3600;
    private static final double MILLION = 1e6;

    /** A smaller batch is quicker by itself; so much of the speed is enough to want it. */
    private static final double ENOUGH = 0.95;

    /** Jobs a second, when it is busy all the time. */
    public double jobsPerSecond() {
        return 1 / cost.jobSeconds();
    }

    /** Dollars a million jobs, if it were busy all the time: nobody gets below. */
    public double dollarsPerMillionAtBest() {
        return dollarsPerHour / HOUR * cost.jobSeconds() * MILLION;
    }

    /** With the smallest batch, by halves, that still does nearly what the largest does. */
    public Worker withSmallestBatch() {
        int batch = cost.batch();
        while (batch > 1 && cost.jobSeconds() / cost.withBatch(batch / 2).jobSeconds() >= ENOUGH) {
            batch /= 2;
        }
        return new Worker(type, cost.withBatch(batch), source, dollarsPerHour);
    }
}
