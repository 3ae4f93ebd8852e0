package dev.sluice.ops.bench.stand;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** The same work on many things, some at a time. */
final class Crowd {
    private Crowd() {}

    /**
     * @throws IllegalStateException with the first failure, after all have ended
     */
    static <T> void each(List<T> all, int atOnce, Consumer<T> work) throws InterruptedException {
        Semaphore places = new Semaphore(atOnce);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends =
                    all.stream()
                            .<Future<?>>map(
                                    one ->
                                            threads.submit(
                                                    () -> {
                                                        places.acquireUninterruptibly();
                                                        try {
                                                            work.accept(one);
                                                        } finally {
                                                            places.release();
                                                        }
                                                    }))
                            .toList();
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
