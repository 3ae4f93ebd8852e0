package dev.sluice.shared.program;

import java.util.concurrent.Callable;

/**
 * A program that has started.
 *
 * @param drain ends it in order; may be called again
 * @param hurry shortens a drain under way to a moment; may be called again
 * @param end waits for its end and returns the exit code
 */
public record Program(Runnable drain, Runnable hurry, Callable<Integer> end) {
    /** One whose drain takes no longer than a moment anyway. */
    public Program(Runnable drain, Callable<Integer> end) {
        this(drain, () -> {}, end);
    }
}
