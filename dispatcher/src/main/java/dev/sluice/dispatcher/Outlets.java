package dev.sluice.dispatcher;

import dev.sluice.dispatcher.requeue.JobSender;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.trace.TraceContext;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The job queues, for jobs that no event brings.
 *
 * @param paused pipelines, as they are by now
 */
record Outlets(JobQueues queues, JobTable table, Supplier<Set<String>> paused)
        implements JobSender {
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

    @Override
    public boolean begun(Job job) {
        return table.glance(job).filter(row -> row.newerThan(job) || begun(row, job)).isPresent();
    }

    private static boolean begun(Row row, Job job) {
        return row.generation().equals(Optional.of(job.generation()))
                && !row.status().equals(Optional.of(Row.Status.PENDING));
    }

    @Override
    public boolean paused(String pipeline) {
        return paused.get().contains(pipeline);
    }
}
