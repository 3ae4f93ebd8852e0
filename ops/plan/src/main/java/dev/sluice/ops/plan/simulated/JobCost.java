package dev.sluice.ops.plan.simulated;

/**
 * What jobs take of one worker: it takes what waits, up to a batch, and needs so long for it.
 *
 * @param fixedSeconds of each batch, 0 or more
 * @param perJobSeconds of each job in it, more than 0
 * @param batch jobs in a batch at most, at least 1
 * @param permits jobs that a worker holds at most, at least a batch
 * @param heldSeconds for so long at least a job's message is in flight, from its receive until it
 *     is deleted: others' jobs are worked on meanwhile
 */
public record JobCost(
        double fixedSeconds, double perJobSeconds, int batch, int permits, double heldSeconds) {
    public JobCost {
        if (!(fixedSeconds >= 0) || !(perJobSeconds > 0) || batch < 1 || permits < batch) {
            throw new IllegalArgumentException(
                    "%s s and %s s a job, batches of %d, %d permits"
                            .formatted(fixedSeconds, perJobSeconds, batch, permits));
        }
    }

    double seconds(int jobs) {
        return fixedSeconds + jobs * perJobSeconds;
    }

    /** Of a busy worker, each job's share of its time. */
    public double jobSeconds() {
        return seconds(batch) / batch;
    }

    /** The same with smaller batches. */
    public JobCost withBatch(int jobs) {
        return new JobCost(fixedSeconds, perJobSeconds, jobs, Math.max(jobs, permits), heldSeconds);
    }
}
