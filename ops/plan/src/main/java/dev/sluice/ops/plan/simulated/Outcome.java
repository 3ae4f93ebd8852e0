package dev.sluice.ops.plan.simulated;

import java.util.List;

/**
 * What came of a simulated run.
 *
 * @param waits from a job's arrival until a worker begins with it
 * @param arrived jobs that came
 * @param ended of them; the rest still waited when the simulation was given up
 * @param events that were simulated
 * @param course the run in parts of the same length
 */
public record Outcome(
        Waits waits, long arrived, long ended, long events, Hours hours, List<Part> course) {
    public Outcome {
        course = List.copyOf(course);
    }

    /**
     * Machine-seconds that are paid for.
     *
     * @param interrupted spot machines that AWS took back
     */
    public record Hours(double onDemandSeconds, double spotSeconds, long interrupted) {}

    /**
     * A while.
     *
     * @param at its end, seconds since the load began
     * @param jobsPerSecond that came
     * @param machines at its end, those that boot included
     * @param waiting jobs at its end
     * @param p99 of waits of the jobs that began in it; 0 if none did
     */
    public record Part(double at, double jobsPerSecond, int machines, int waiting, double p99) {
        /** The same with another wait. */
        public Part withWait(double seconds) {
            return new Part(at, jobsPerSecond, machines, waiting, seconds);
        }
    }
}
