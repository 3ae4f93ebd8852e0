package dev.sluice.dispatcher;

import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.trace.TraceContext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The job queues, for jobs that no event brings. */
record Outlets(JobQueues queues) implements JobSender {
    @Override
    public Map<Job, String> send(List<Job> jobs) {
        Map<Job, Optional<TraceContext>> untraced = new LinkedHashMap<>();
        jobs.forEach(job -> untraced.put(job, Optional.empty()));
        return queues.send(untraced);
    }

    @Override
    public long waiting(String pipeline) {
        return Objects.requireNonNull(queues.jobs().get(pipeline), pipeline).waiting();
    }
}
