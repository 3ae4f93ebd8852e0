package dev.sluice.worker.task.splats.gaussians;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Threads that work on parts of the same thing. Who does which part is fixed, so that sums come out
 * the same in every run.
 */
final class Crew implements AutoCloseable {
    private final int size;
    private final ExecutorService threads;

    Crew(int size) {
        this.size = size;
        threads =
                Executors.newFixedThreadPool(
                        size, Thread.ofPlatform().daemon().name("splats-", 0).factory());
    }

    int size() {
        return size;
    }

    /** Part 0 to size - 1, at the same time; returns when all are done. */
    void each(IntConsumer part) {
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < size; i++) {
            int index = i;
            others.add(threads.submit(() -> part.accept(index)));
        }
        part.accept(0);
        for (Future<?> other : others) {
            await(other);
        }
    }

    /** So many things, in as many equal runs as there are threads. */
    void split(int things, Run run) {
        each(
                part ->
                        run.over(
                                (int) ((long) things * part / size),
                                (int) ((long) things * (part + 1) / size)));
    }

    /** From the first, to before the last. */
    interface Run {
        void over(int from, int to);
    }

    private static void await(Future<?> other) {
        try {
            other.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
