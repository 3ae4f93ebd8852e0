package dev.sluice.dispatcher.requeue;

import dev.sluice.shared.aws.WorkQueue.QueueUnavailable;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Sends jobs once more: behind live ones, row first, message second, as the dispatcher does. One
 * thread.
 */
public final class Requeue {
    private static final Logger log = LoggerFactory.getLogger(Requeue.class);

    /** Of a send that SQS refused, before the work ends: the rows wait by then. */
    private static final int TRIES = 5;

    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final JobSender queues;
    private final QueueShare share;
    private final Pace pace;
    private final Rest rest;
    private final boolean goesOn;

    /** Pipelines whose queues have failed. */
    private final Set<String> broken = new HashSet<>();

    public Requeue(JobSender queues, Manner manner, Rest rest) {
        this(queues, manner, rest, Ticker.system());
    }

    Requeue(JobSender queues, Manner manner, Rest rest, Ticker ticker) {
        this.queues = queues;
        this.share = new QueueShare(queues, manner, rest, ticker);
        this.pace = new Pace(manner.perSecond(), ticker, rest);
        this.rest = rest;
        this.goesOn = manner.goesOn();
    }

    /**
     * A job that may be sent.
     *
     * @param row makes the row say that the job waits; false if there is nothing to do any more
     * @param sent called when the message is in the queue
     */
    public record Candidate(Job job, BooleanSupplier row, Runnable sent) {}

    /**
     * What became of candidates.
     *
     * @param sent are in their queues
     * @param overtaken needed nothing any more when it came to them
     * @param left wait for another time, for their queue was full too long or failed
     * @param paused wait for another time, for their pipeline is paused
     */
    public record Sent(int sent, int overtaken, int left, int paused) {
        static final Sent NOTHING = new Sent(0, 0, 0, 0);

        Sent plus(Sent more) {
            return new Sent(
                    sent + more.sent,
                    overtaken + more.overtaken,
                    left + more.left,
                    paused + more.paused);
        }
    }

    /** SQS did not take jobs whose rows say that they wait. */
    public static final class Unsent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unsent(String message) {
            super(message);
        }
    }

    /** Waits until so many more rows may be looked at. */
    public void pace(int rows) throws InterruptedException {
        pace.step(rows);
    }

    /**
     * Sends as their queues have room.
     *
     * @throws Unsent if SQS does not take them, and the manner is to end then; backfill finds their
     *     rows when they have waited long enough
     * @throws QueueUnavailable if SQS does not say how many wait, likewise
     */
    public Sent send(List<Candidate> candidates) throws InterruptedException {
        Map<String, List<Candidate>> byPipeline = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            byPipeline
                    .computeIfAbsent(candidate.job().lane(), name -> new ArrayList<>())
                    .add(candidate);
        }
        Sent all = Sent.NOTHING;
        for (Map.Entry<String, List<Candidate>> each : byPipeline.entrySet()) {
            all = all.plus(send(each.getKey(), each.getValue()));
        }
        return all;
    }

    private Sent send(String pipeline, List<Candidate> candidates) throws InterruptedException {
        if (share.paused(pipeline)) {
            return new Sent(0, 0, 0, candidates.size());
        }
        Sent all = Sent.NOTHING;
        int from = 0;
        try {
            while (from < candidates.size() && !broken.contains(pipeline)) {
                int room = share.room(pipeline);
                if (room == 0) {
                    break;
                }
                int to = Math.min(candidates.size(), from + room);
                all = all.plus(now(candidates.subList(from, to)));
                from = to;
            }
        } catch (Unsent | QueueUnavailable e) {
            if (!goesOn) {
                throw e;
            }
            broken.add(pipeline);
            log.warn("{}; what is found for {} is left for another time", e.getMessage(), pipeline);
        }
        return all.plus(new Sent(0, 0, candidates.size() - from, 0));
    }

    private Sent now(List<Candidate> candidates) throws InterruptedException {
        List<Boolean> waits =
                SideBySide.of(candidates, candidate -> candidate.row().getAsBoolean());
        List<Candidate> ready = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (waits.get(i)) {
                ready.add(candidates.get(i));
            }
        }
        List<Job> unsent = ready.stream().map(Candidate::job).toList();
        Map<Job, String> refused = queues.send(unsent);
        for (int tries = 1; !refused.isEmpty() && tries < TRIES; tries++) {
            rest.of(BETWEEN);
            unsent = List.copyOf(refused.keySet());
            refused = queues.send(unsent);
        }
        Set<Job> missing = refused.keySet();
        List<Candidate> sent =
                ready.stream().filter(candidate -> !missing.contains(candidate.job())).toList();
        share.sent(candidates.getFirst().job().lane(), sent.stream().map(Candidate::job).toList());
        SideBySide.of(
                sent,
                candidate -> {
                    candidate.sent().run();
                    return candidate;
                });
        if (!missing.isEmpty()) {
            throw new Unsent(
                    "%d jobs of %s were not sent, and their rows say that they wait: %s"
                            .formatted(
                                    missing.size(),
                                    candidates.getFirst().job().pipeline(),
                                    refused.values().iterator().next()));
        }
        return new Sent(ready.size(), candidates.size() - ready.size(), 0, 0);
    }
}
