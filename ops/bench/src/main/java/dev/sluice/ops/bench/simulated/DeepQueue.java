package dev.sluice.ops.bench.simulated;

import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.shared.job.Job;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A queue with many more messages than are worked on. At its head lie jobs that differ; behind them
 * the same jobs' messages over and over, which are there to be many and are not reached.
 */
final class DeepQueue {
    /** Sent in order, so that the head is the head; within a chunk, by many threads at once. */
    private static final long CHUNK = 20_000;

    private final Backlog backlog;
    private final List<Job> jobs;
    private long sent;

    DeepQueue(Backlog backlog, List<Job> jobs) {
        this.backlog = backlog;
        this.jobs = List.copyOf(jobs);
    }

    /** Sends until the queue holds so many, or the time is over; how many it holds. */
    long fill(long messages, Duration atMost) throws InterruptedException {
        long begun = System.nanoTime();
        while (sent < messages && System.nanoTime() - begun < atMost.toNanos()) {
            long count = Math.min(messages - sent, sent < jobs.size() ? jobs.size() : CHUNK);
            backlog.send(next(count));
            sent += count;
        }
        return sent;
    }

    /**
     * Sends as many as were settled since, so that the queue stays as long as it was. Where the
     * emulator is too busy to answer, the next time makes up for it.
     */
    void keep(long messages, long settled) {
        long missing = messages - (sent - settled);
        if (missing > 0) {
            sent += backlog.trySend(next(missing));
        }
    }

    private List<Job> next(long count) {
        return LongStream.range(sent, sent + count)
                .mapToObj(i -> jobs.get((int) (i % jobs.size())))
                .toList();
    }
}
