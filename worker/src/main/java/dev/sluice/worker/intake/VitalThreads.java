package dev.sluice.worker.intake;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Consumer;

/**
 * Threads without which a worker would idle, or lose its leases, and say nothing: whatever ends one
 * unexpectedly ends the process too, with its reason, and the supervisor starts a new one.
 *
 * @param onDeath told why the worker must stop
 */
public record VitalThreads(Consumer<String> onDeath) {
    private static final Logger log = LoggerFactory.getLogger(VitalThreads.class);

    /** A thread that is yet to be given its work. */
    public Thread.Builder named(String name) {
        return Thread.ofPlatform().name(name).uncaughtExceptionHandler(this::died);
    }

    private void died(Thread thread, Throwable error) {
        log.error("{} died", thread.getName(), error);
        onDeath.accept("thread %s died: %s".formatted(thread.getName(), error));
    }
}
