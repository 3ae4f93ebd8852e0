package dev.sluice.worker.machine;

import dev.sluice.shared.trace.JobScope;
import dev.sluice.worker.time.WorkClock;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The platform threads, one per core, on which all decoding, pre- and post-processing and encoding
 * runs (RULES 16): native calls would pin the carriers of virtual threads.
 */
public final class Cpu implements AutoCloseable {
    private final ExecutorService threads;

    /**
     * @param cores number of threads, at least 1
     */
    public Cpu(int cores) {
        threads =
                Executors.newFixedThreadPool(
                        cores, Thread.ofPlatform().name("cpu-", 0).daemon().factory());
    }

    /**
     * Runs the work on a pool thread and waits for it. The clock of the caller's job runs only
     * while a thread has it. When the caller is interrupted, work that has not begun is dropped and
     * work that has begun is waited for, so that nothing native outlives the job that owns its
     * memory.
     *
     * @throws InterruptedException if interrupted, after the work has ended
     */
    public <T> T run(Callable<T> work) throws Exception {
        WorkClock clock = WorkClock.ofJob();
        JobScope job = JobScope.current();
        AtomicBoolean claimed = new AtomicBoolean();
        FutureTask<T> task = new FutureTask<>(() -> job.call(() -> timed(work, clock)));
        clock.stop();
        try {
            threads.execute(
                    () -> {
                        if (claimed.compareAndSet(false, true)) {
                            task.run();
                        }
                    });
            return await(task, claimed);
        } finally {
            clock.go();
        }
    }

    private static <T> T timed(Callable<T> work, WorkClock clock) throws Exception {
        clock.go();
        try {
            return work.call();
        } finally {
            clock.stop();
        }
    }

    private static <T> T await(FutureTask<T> task, AtomicBoolean claimed) throws Exception {
        boolean interrupted = false;
        while (true) {
            try {
                T value = task.get();
                if (!interrupted) {
                    return value;
                }
                if (value instanceof AutoCloseable owned) {
                    owned.close();
                }
                break;
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Exception failure -> throw failure;
                    case Error error -> throw error;
                    case null, default -> throw e;
                }
            } catch (InterruptedException e) {
                if (claimed.compareAndSet(false, true)) {
                    throw e; // never begun, and now never will
                }
                interrupted = true; // it has begun: wait for its end
            }
        }
        throw new InterruptedException();
    }

    /** No work begins after this; what has begun is not waited for. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
