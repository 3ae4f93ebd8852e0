package dev.sluice.worker.flow;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Deletes settled messages in tens: a call with one costs as much as a call with ten. A message
 * waits a quarter of a second for company, while its job is long visible to the customer.
 */
public final class Deletes {
    private static final Logger log = LoggerFactory.getLogger(Deletes.class);

    /**
     * Deletes go in tens from 40 a second on. Only the message waits, and its permit; the result
     * has been visible since before.
     */
    private static final Duration LINGER = Duration.ofMillis(250);

    private record Delete(Received message, CompletableFuture<Boolean> confirmed) {}

    private final WorkQueue queue;
    private final LinkedBlockingQueue<Delete> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param thread named, and of those that must not die unnoticed
     */
    public Deletes(Thread.Builder thread, WorkQueue queue) {
        this.queue = queue;
        this.thread = thread.unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * Deletes one message and waits for the answer.
     *
     * @return false if the delete is not confirmed, and the message may come back
     */
    public boolean delete(Received message) throws InterruptedException {
        if (closing) {
            return false;
        }
        Delete delete = new Delete(message, new CompletableFuture<>());
        waiting.add(delete);
        if (closing && waiting.remove(delete)) {
            return false; // its thread may have ended just before
        }
        try {
            return delete.confirmed.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("never completed exceptionally", e);
        }
    }

    private void run() {
        try {
            while (!closing || !waiting.isEmpty()) {
                Delete first = waiting.poll(LINGER.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    send(batchFrom(first));
                }
            }
        } catch (InterruptedException e) {
            log.trace("{} was stopped", thread.getName());
        } finally { // whatever ended it, nobody may wait for it for ever
            closing = true;
            waiting.forEach(delete -> delete.confirmed.complete(false));
        }
    }

    private List<Delete> batchFrom(Delete first) throws InterruptedException {
        List<Delete> batch = new ArrayList<>(List.of(first));
        long end = System.nanoTime() + LINGER.toNanos();
        while (batch.size() < WorkQueue.BATCH) {
            long left = closing ? 0 : end - System.nanoTime();
            Delete next = waiting.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        return batch;
    }

    private void send(List<Delete> batch) {
        Map<Received, String> failed = Map.of();
        boolean answered = false;
        try {
            failed = queue.delete(batch.stream().map(Delete::message).toList());
            if (!failed.isEmpty()) {
                log.warn(
                        "{} settled messages were not deleted and may come back: {}",
                        failed.size(),
                        failed.values().iterator().next());
            }
            answered = true;
        } catch (RuntimeException e) { // a bug; those who come later still need this thread
            log.error("{} settled messages were not deleted and may come back", batch.size(), e);
        } finally {
            for (Delete delete : batch) {
                delete.confirmed.complete(answered && !failed.containsKey(delete.message));
            }
        }
    }

    /**
     * Sends what waits and ends the thread.
     *
     * @param atMost longest wait for it
     */
    public void close(Duration atMost) throws InterruptedException {
        closing = true;
        if (thread.getState() != Thread.State.NEW) {
            thread.join(atMost);
        }
    }
}
