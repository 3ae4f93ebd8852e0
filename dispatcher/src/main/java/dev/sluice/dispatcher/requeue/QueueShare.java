package dev.sluice.dispatcher.requeue;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a pipeline's queue that is left to jobs which have waited long already: as long as
 * more than a few messages wait, none is added, so that a live upload waits behind few. Behind a
 * backlog that does not end a few are added all the same, now and then. One thread.
 */
final class QueueShare {
    private static final Logger log = LoggerFactory.getLogger(QueueShare.class);

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Of a wait, after which whoever watches is told what for. */
    private static final Duration TOLD = Duration.ofSeconds(10);

    /** AWS: a queue's counts are right about a minute after the last send. */
    private static final Duration LATE = Duration.ofMinutes(1);

    /** Of what may wait: so much is added behind a backlog that does not end. */
    private static final int PART = 10;

    private final JobSender queues;
    private final Manner manner;
    private final Rest rest;
    private final Ticker ticker;

    /** What was sent of late and is not begun, the earliest first, by pipeline. */
    private final Map<String, Deque<Share>> sent = new HashMap<>();

    /** When a few were last added behind a backlog, by pipeline. */
    private final Map<String, Long> behind = new HashMap<>();

    private final Set<String> toldPaused = new HashSet<>();

    QueueShare(JobSender queues, Manner manner, Rest rest, Ticker ticker) {
        this.queues = queues;
        this.manner = manner;
        this.rest = rest;
        this.ticker = ticker;
    }

    /**
     * @param last of the jobs, which is begun when most of the others are
     */
    private record Share(int jobs, Job last, long nanos) {}

    /** Jobs are in their queue, which may not count them yet. */
    void sent(String pipeline, List<Job> jobs) {
        if (!jobs.isEmpty()) {
            sent.computeIfAbsent(pipeline, name -> new ArrayDeque<>())
                    .add(new Share(jobs.size(), jobs.getLast(), ticker.nanos()));
        }
    }

    /**
     * Waits until there is room in a pipeline's queue.
     *
     * @return for how many jobs; 0 if its queue was full for too long, or it is paused by now
     */
    int room(String pipeline) throws InterruptedException {
        Duration waited = Duration.ZERO;
        Duration pause = FIRST;
        while (!paused(pipeline)) {
            long waiting = queues.waiting(pipeline) + late(pipeline);
            if (waiting < manner.ahead()) {
                behind.remove(pipeline);
                return (int) (manner.ahead() - waiting);
            }
            if (behind.containsKey(pipeline) || waited.compareTo(manner.patience()) >= 0) {
                return few(pipeline, waiting);
            }
            if (waited.compareTo(TOLD) < 0 && waited.plus(pause).compareTo(TOLD) >= 0) {
                log.info(
                        "{} messages wait in the queue of {}; more are sent when fewer than {} do",
                        waiting,
                        pipeline,
                        manner.ahead());
            }
            rest.of(pause);
            waited = waited.plus(pause);
            pause = min(pause.multipliedBy(2), LONGEST);
        }
        return 0;
    }

    /** Whether workers leave it alone, so that its queue is left alone, too. */
    boolean paused(String pipeline) {
        boolean paused = queues.paused(pipeline);
        if (paused && toldPaused.add(pipeline)) {
            log.info("{} is paused; what is found for it is left for another time", pipeline);
        }
        return paused;
    }

    /** Sent of late, and not begun as far as is known. */
    private long late(String pipeline) {
        Deque<Share> shares = sent.getOrDefault(pipeline, new ArrayDeque<>());
        while (!shares.isEmpty() && (old(shares.getFirst()) || begun(shares.getFirst()))) {
            shares.removeFirst();
        }
        return shares.stream().mapToLong(Share::jobs).sum();
    }

    private boolean old(Share share) {
        return ticker.nanos() - share.nanos() > LATE.toNanos();
    }

    private boolean begun(Share share) {
        return queues.begun(share.last());
    }

    private int few(String pipeline, long waiting) {
        long now = ticker.nanos();
        @Nullable Long last = behind.get(pipeline);
        if (last != null && now - last < manner.patience().toNanos()) {
            return 0;
        }
        behind.put(pipeline, now);
        log.warn(
                "{} messages wait in the queue of {}, and it was full for {}; a few jobs are sent"
                        + " all the same, and the rest is left for another time",
                waiting,
                pipeline,
                manner.patience());
        return Math.max(1, manner.ahead() / PART);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
