package dev.sluice.dispatcher;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.pipeline.Pipeline;

import java.util.Map;
import java.util.Objects;

/**
 * The dispatcher's queues.
 *
 * @param events where S3 sends its events
 * @param jobs by pipeline name
 * @param deadLetters by pipeline name
 */
record JobQueues(
        WorkQueue events, Map<String, WorkQueue> jobs, Map<String, WorkQueue> deadLetters) {
    JobQueues {
        jobs = Map.copyOf(jobs);
        deadLetters = Map.copyOf(deadLetters);
    }

    WorkQueue jobs(Pipeline pipeline) {
        return Objects.requireNonNull(jobs.get(pipeline.name()), pipeline.name());
    }
}
