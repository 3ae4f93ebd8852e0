package dev.sluice.dispatcher;

import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.shared.job.Job;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Real queues that take so many sends, and no more. */
final class FlakyQueues implements JobSender {
    private final JobSender real;
    private int sends;

    FlakyQueues(JobSender real, int sends) {
        this.real = real;
        this.sends = sends;
    }

    @Override
    public synchronized Map<Job, String> send(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return Map.of();
        }
        if (sends-- > 0) {
            return real.send(jobs);
        }
        Map<Job, String> refused = new HashMap<>();
        jobs.forEach(job -> refused.put(job, "out of reach"));
        return refused;
    }

    @Override
    public long waiting(String pipeline) {
        return real.waiting(pipeline);
    }

    @Override
    public boolean begun(Job job) {
        return real.begun(job);
    }

    @Override
    public boolean paused(String pipeline) {
        return real.paused(pipeline);
    }
}
