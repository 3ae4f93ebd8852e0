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

    /**
     * How many messages wait in a pipeline's queue, approximately, and up to a minute late.
     *
     * @throws dev.sluice.shared.aws.WorkQueue.QueueUnavailable if SQS does not say it
     */
    long waiting(String pipeline);

    /** Whether a worker has begun with a job that was sent. */
    boolean begun(Job job);

    /** Whether workers leave a pipeline's jobs alone at present. */
    boolean paused(String pipeline);
}
