package dev.sluice.dispatcher.requeue;

import dev.sluice.shared.job.Job;

import java.util.List;
import java.util.Map;

/** The job queues, by the pipelines of jobs. */
public interface JobSender {
    /**
     * @return what was not sent, and why
     */
    Map<Job, String> send(List<Job> jobs);

    /** How many messages wait in a pipeline's queue, approximately. */
    long waiting(String pipeline);
}
