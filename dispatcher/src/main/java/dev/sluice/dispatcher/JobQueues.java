package dev.sluice.dispatcher;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.job.CustomerGroup;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.trace.TraceContext;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The dispatcher's queues.
 *
 * @param events where S3 sends its events
 * @param jobs by the name of their lane
 * @param deadLetters by the name of their lane
 */
record JobQueues(
        WorkQueue events, Map<String, WorkQueue> jobs, Map<String, WorkQueue> deadLetters) {
    JobQueues {
        jobs = Map.copyOf(jobs);
        deadLetters = Map.copyOf(deadLetters);
    }

    /**
     * Sends each job to its pipeline's queue.
     *
     * @param all with what each says of its trace
     * @return what was not sent, and why
     */
    Map<Job, String> send(Map<Job, Optional<TraceContext>> all) {
        Map<String, Map<Outgoing, Job>> byPipeline = new LinkedHashMap<>();
        all.forEach(
                (job, trace) ->
                        byPipeline
                                .computeIfAbsent(job.lane(), name -> new LinkedHashMap<>())
                                .put(outgoing(job, trace), job));
        Map<Job, String> unsent = new LinkedHashMap<>();
        byPipeline.forEach(
                (pipeline, messages) ->
                        Objects.requireNonNull(jobs.get(pipeline), pipeline)
                                .send(List.copyOf(messages.keySet()))
                                .forEach((message, why) -> unsent.put(messages.get(message), why)));
        return unsent;
    }

    private static Outgoing outgoing(Job job, Optional<TraceContext> trace) {
        return new Outgoing(
                JobCodec.write(job),
                CustomerGroup.of(job.customerID()),
                Duration.ZERO,
                trace.map(TraceContext::xRay));
    }
}
