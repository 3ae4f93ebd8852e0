package dev.sluice.ops.cli.shell;

import java.time.Duration;

/** The one place where a command waits for time to pass. */
public final class Pause {
    private Pause() {}

    /**
     * Waits.
     *
     * @throws InterruptedException if somebody wants the thread to end
     */
    public static void of(Duration length) throws InterruptedException {
        Thread.sleep(length);
    }
}
