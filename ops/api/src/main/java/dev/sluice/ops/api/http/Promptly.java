package dev.sluice.ops.api.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Answers in time, whether the work is done or not. */
final class Promptly implements AutoCloseable {
    /** Amazon's API Gateway gives up after 29 s; the way there takes some of it. */
    static final Duration LIMIT = Duration.ofSeconds(27);

    private final Duration limit;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());

    Promptly(Duration limit) {
        this.limit = limit;
    }

    /**
     * @param late what is answered where the work goes on
     * @throws Exception what the work throws
     */
    Answer answer(Callable<Answer> work, Supplier<Answer> late) throws Exception {
        Future<Answer> done = threads.submit(work);
        try {
            return done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return late.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
