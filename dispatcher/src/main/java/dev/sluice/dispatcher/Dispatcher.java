package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.dispatcher.RowWriter.Step;
import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.job.CustomerGroup;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.pipeline.Pipeline;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Turns upload events into rows and jobs, row first, message second: an event that failed between
 * the two finds its row pending when it comes again, and sends the message then. Safe for use by
 * many threads.
 */
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    /** Rows written at the same time; no more than the table's connections. */
    static final int ROWS_AT_ONCE = 32;

    private final RowWriter rows;
    private final JobQueues queues;
    private final Tally tally;
    private final Semaphore writing = new Semaphore(ROWS_AT_ONCE);

    @Inject
    Dispatcher(RowWriter rows, JobQueues queues, Tally tally) {
        this.rows = rows;
        this.queues = queues;
        this.tally = tally;
    }

    /**
     * @return the fate of each event, in their order; unavailable services are fates, not
     *     exceptions
     */
    List<Fate> dispatch(List<UploadEvent> events) {
        List<Step> steps = write(events);
        Map<Outgoing, String> unsent = send(steps);
        List<Fate> fates = steps.stream().map(step -> fate(step, unsent)).toList();
        fates.forEach(tally::add);
        return fates;
    }

    private List<Step> write(List<UploadEvent> events) {
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("row-", 0).factory())) {
            List<CompletableFuture<Step>> steps =
                    events.stream()
                            .map(e -> CompletableFuture.supplyAsync(() -> write(e), threads))
                            .toList();
            return steps.stream().map(CompletableFuture::join).toList();
        }
    }

    private Step write(UploadEvent event) {
        writing.acquireUninterruptibly();
        try {
            return rows.write(event);
        } catch (RuntimeException e) { // one event's surprise is not its neighbours'
            log.error("Unexpected failure with {}", event, e);
            return new Step.Settled(new Fate.Failed(e.toString()));
        } finally {
            writing.release();
        }
    }

    /** Sends each job once, however often its event came. Returns what was not sent, and why. */
    private Map<Outgoing, String> send(List<Step> steps) {
        Map<Pipeline, Set<Outgoing>> byPipeline = new LinkedHashMap<>();
        for (Step step : steps) {
            if (step instanceof Step.Send(Pipeline pipeline, Job job, Fate ignored)) {
                byPipeline.computeIfAbsent(pipeline, p -> new LinkedHashSet<>()).add(outgoing(job));
            }
        }
        Map<Outgoing, String> unsent = new LinkedHashMap<>();
        byPipeline.forEach(
                (pipeline, messages) ->
                        unsent.putAll(queues.jobs(pipeline).send(new ArrayList<>(messages))));
        return unsent;
    }

    private static Fate fate(Step step, Map<Outgoing, String> unsent) {
        return switch (step) {
            case Step.Settled(Fate fate) -> fate;
            case Step.Send(Pipeline pipeline, Job job, Fate sent) -> {
                String why = unsent.getOrDefault(outgoing(job), "");
                yield why.isEmpty()
                        ? sent
                        : new Fate.Failed(
                                "cannot send the job of %s to the queue of %s: %s"
                                        .formatted(job.label(), pipeline.name(), why));
            }
        };
    }

    private static Outgoing outgoing(Job job) {
        return new Outgoing(JobCodec.write(job), CustomerGroup.of(job.customerID()));
    }
}
