package dev.sluice.worker.intake;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.QueueUnavailable;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.time.Backoff;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One thread of long polls. It takes permits before it asks, asks for no more messages than it has
 * permits, and hands each permit over with its message, so that a worker never holds a message it
 * cannot start.
 */
public final class Poller {
    private static final Logger log = LoggerFactory.getLogger(Poller.class);

    /** Where messages go; each comes with one permit. */
    public interface Sink {
        /**
         * @param asked when the receive began, by the ticker
         */
        void accept(List<Received> messages, long asked);
    }

    /**
     * How it asks.
     *
     * @param atMost length of a long poll, at most 20 s
     * @param turns when it may
     */
    public record LongPoll(WorkQueue queue, Duration atMost, LanePolls turns, Ticker ticker) {}

    private final LongPoll poll;
    private final Permits permits;
    private final Sink sink;
    private final Backoff backoff;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);

    /**
     * @param thread named, and of those that must not die unnoticed
     * @param backoff the pauses after receives that fail
     */
    public Poller(
            Thread.Builder thread, LongPoll poll, Permits permits, Sink sink, Backoff backoff) {
        this.poll = poll;
        this.permits = permits;
        this.sink = sink;
        this.backoff = backoff;
        this.thread = thread.unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** No receive begins after this; the one under way may still bring messages. */
    public void stop() {
        stop.countDown();
    }

    /**
     * Waits for the receive under way.
     *
     * @return false if it takes longer
     */
    public boolean join(Duration atMost) throws InterruptedException {
        return thread.join(atMost);
    }

    /**
     * Ends the wait for a permit. A receive ends when its client is closed, for a socket's read
     * does not hear interrupts; what SQS hands to a cancelled receive stays hidden for a lease.
     */
    public void cancel() {
        thread.interrupt();
    }

    private void run() {
        int failures = 0;
        try {
            while (stop.getCount() > 0) {
                failures = pollOnce() ? 0 : failures + 1;
                if (failures > 0
                        && stop.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            log.trace("{} was cancelled", thread.getName());
        }
    }

    private boolean failing;

    private boolean pollOnce() throws InterruptedException {
        try (LanePolls.Poll turn = poll.turns().enter()) {
            return pollOnce(turn);
        }
    }

    /** One receive; false if it failed. */
    private boolean pollOnce(LanePolls.Poll turn) throws InterruptedException {
        int held = takePermits();
        try {
            if (held == 0 || !turn.turn()) {
                return true;
            }
            long asked = poll.ticker().nanos();
            List<Received> messages = poll.queue().receive(held, poll.atMost());
            turn.brought(!messages.isEmpty());
            held -= messages.size();
            if (!messages.isEmpty()) {
                sink.accept(messages, asked);
            }
            if (failing) {
                log.info("{} receives again", thread.getName());
            }
            failing = false;
            return true;
        } catch (QueueUnavailable e) {
            if (!failing) {
                log.warn("{} will go on trying", e.getMessage(), e);
            }
            failing = true;
            return false;
        } catch (RuntimeException e) { // a bug; without its poller the worker would idle for ever
            if (stop.getCount() > 0) { // else the client was closed under the last receive
                log.error("{} will go on trying", thread.getName(), e);
            }
            return false;
        } finally {
            permits.giveBack(held);
        }
    }

    /** Up to ten permits; none if it is time to stop. */
    private int takePermits() throws InterruptedException {
        int taken = permits.takeUpTo(WorkQueue.BATCH);
        if (stop.getCount() == 0) {
            permits.giveBack(taken);
            return 0;
        }
        return taken;
    }
}
