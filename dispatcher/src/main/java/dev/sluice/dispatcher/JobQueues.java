package dev.sluice.dispatcher;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.job.CustomerGroup;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;

import java.util.LinkedHashMap;
import java.util.List;
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

    /**
     * Sends each job to its pipeline's queue, once, however often it is named.
     *
     * @return what was not sent, and why
     */
    Map<Job, String> send(List<Job> all) {
        Map<String, Map<Outgoing, Job>> byPipeline = new LinkedHashMap<>();
        for (Job job : all) {
            byPipeline
                    .computeIfAbsent(job.pipeline(), name -> new LinkedHashMap<>())
                    .put(outgoing(job), job);
        }
        Map<Job, String> unsent = new LinkedHashMap<>();
        byPipeline.forEach(
                (pipeline, messages) ->
                        Objects.requireNonNull(jobs.get(pipeline), pipeline)
                                .send(List.copyOf(messages.keySet()))
                                .forEach((message, why) -> unsent.put(messages.get(message), why)));
        return unsent;
    }

    private static Outgoing outgoing(Job job) {
        return new Outgoing(JobCodec.write(job), CustomerGroup.of(job.customerID()));
    }
}
