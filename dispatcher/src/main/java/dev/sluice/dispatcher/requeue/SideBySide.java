package dev.sluice.dispatcher.requeue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** Calls that wait for AWS, several at a time. */
public final class SideBySide {
    /** No more than the connections of whoever calls. */
    private static final int AT_ONCE = 16;

    private SideBySide() {}

    /**
     * @return the answers in the items' order
     * @throws RuntimeException as the first of them threw it, once all have ended
     */
    public static <T, R> List<R> of(List<T> items, Function<T, R> call) {
        Semaphore free = new Semaphore(AT_ONCE);
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("requeue-", 0).factory())) {
            List<CompletableFuture<R>> answers =
                    items.stream()
                            .map(
                                    item ->
                                            CompletableFuture.supplyAsync(
                                                    () -> within(free, item, call), threads))
                            .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private static <T, R> R within(Semaphore free, T item, Function<T, R> call) {
        free.acquireUninterruptibly();
        try {
            return call.apply(item);
        } finally {
            free.release();
        }
    }
}
