package dev.sluice.dispatcher;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.QueueUnavailable;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.time.Backoff;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Receives from one queue and hands over what came, on a thread of its own, until stopped. Backs
 * off while nothing gets on, and survives everything but an {@link Error}.
 */
final class PollLoop {
    private static final Logger log = LoggerFactory.getLogger(PollLoop.class);

    private final Source source;
    private final Handler handler;
    private final Backoff backoff;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Used by the loop's thread alone. */
    private int failures;

    /** Called by the loop's thread. */
    interface Handler {
        /**
         * @param messages possibly none
         * @return what is wrong if nothing got on, so that asking for more is pointless for now
         */
        Optional<String> handle(List<Received> messages);
    }

    /**
     * @param name the thread's
     * @param poll length of one long poll, up to 20 s
     */
    record Source(String name, WorkQueue queue, Duration poll) {}

    /**
     * @param died told of the error that ended the thread
     */
    PollLoop(Source source, Handler handler, Backoff backoff, Consumer<Throwable> died) {
        this.source = source;
        this.handler = handler;
        this.backoff = backoff;
        this.thread = Thread.ofPlatform().name(source.name()).unstarted(() -> run(died));
    }

    void start() {
        thread.start();
    }

    /** Whether it goes on. */
    boolean alive() {
        return thread.isAlive();
    }

    /**
     * No new receive; the outstanding one may still bring messages, which are handled. Closing the
     * queue's receiving client ends it at once (an interrupt does not: a platform thread that reads
     * from a socket does not see it).
     */
    void stop() {
        stopping.countDown();
    }

    /**
     * Waits for the thread's end.
     *
     * @return whether it came in time
     */
    boolean join(Duration patience) throws InterruptedException {
        return thread.join(patience.isNegative() ? Duration.ZERO : patience);
    }

    private void run(Consumer<Throwable> died) {
        try {
            while (stopping.getCount() > 0) {
                once();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by nobody of ours; the thread ends
        } catch (Throwable e) {
            log.error("{} died", thread.getName(), e);
            died.accept(e);
        }
    }

    private void once() throws InterruptedException {
        Optional<String> trouble;
        try {
            trouble = handler.handle(source.queue().receive(WorkQueue.BATCH, source.poll()));
        } catch (QueueUnavailable e) {
            trouble = Optional.of(e.getMessage() + ": " + e.getCause());
        } catch (RuntimeException e) {
            if (stopping.getCount() == 0) {
                log.trace("The queue's client was closed under a long poll", e);
                return;
            }
            log.error("{}: the messages in hand come again", thread.getName(), e);
            trouble = Optional.of(e.toString());
        }
        if (trouble.isPresent()) {
            failed(trouble.get());
        } else {
            recovered();
        }
    }

    private void recovered() {
        if (failures > 0) {
            log.info("{} has recovered after {} failures", thread.getName(), failures);
            failures = 0;
        }
    }

    /** The first failure is logged, and the recovery; not each in between. */
    private void failed(String why) throws InterruptedException {
        failures++;
        if (failures == 1 && stopping.getCount() > 0) {
            log.warn("{} tries again with growing pauses: {}", thread.getName(), why);
        }
        boolean stopped = stopping.await(backoff.after(failures).toMillis(), TimeUnit.MILLISECONDS);
        log.trace("{} goes on; stopping: {}", thread.getName(), stopped);
    }
}
