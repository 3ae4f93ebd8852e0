package dev.sluice.shared.probe;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few threads for whoever asks. One that is held longer than allowed, by an asker that sends or
 * reads too slowly, is interrupted, which closes the connection.
 */
final class Threads implements Executor, AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService clock;
    private final Duration longest;

    /**
     * @param waiting tasks that may wait for a thread; a further one is refused
     */
    Threads(String name, int count, int waiting, Duration longest) {
        this.threads =
                new ThreadPoolExecutor(
                        count,
                        count,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(waiting),
                        Thread.ofPlatform().daemon().name(name + "-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
        this.clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(name + "-clock").factory());
        this.longest = longest;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(() -> within(task));
    }

    private void within(Runnable task) {
        Thread self = Thread.currentThread();
        Future<?> end = clock.schedule(self::interrupt, longest.toNanos(), TimeUnit.NANOSECONDS);
        try {
            task.run();
        } finally {
            end.cancel(false);
            Thread.interrupted(); // the next task must not hear it
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clock.shutdownNow();
    }
}
