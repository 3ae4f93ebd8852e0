package dev.sluice.dispatcher;

import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.shared.job.Job;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The job queues, for jobs that no event brings. */
record Outlets(JobQueues queues) implements JobSender {
    @Override
    public Map<Job, String> send(List<Job> jobs) {
        return queues.send(jobs);
    }

    @Override
    public long waiting(String pipeline) {
        return Objects.requireNonNull(queues.jobs().get(pipeline), pipeline).waiting();
    }
}
