package dev.sluice.dispatcher.requeue;

import java.time.Duration;

/** Lets time pass; a test's does not. */
@FunctionalInterface
public interface Rest {
    /**
     * @throws InterruptedException if the work is to end
     */
    void of(Duration length) throws InterruptedException;
}
