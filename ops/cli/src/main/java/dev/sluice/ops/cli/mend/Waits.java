package dev.sluice.ops.cli.mend;

import dev.sluice.dispatcher.requeue.Rest;
import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Pause;

import java.time.Duration;

/** Lets time pass, and says what for when it is long. One thread. */
final class Waits implements Rest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Console console;
    private final int ahead;
    private Duration waited = Duration.ZERO;

    /**
     * @param ahead messages beyond which a queue is full
     */
    Waits(Console console, int ahead) {
        this.console = console;
        this.ahead = ahead;
    }

    @Override
    public void of(Duration length) throws InterruptedException {
        boolean soon = waited.compareTo(LONG) < 0;
        waited = waited.plus(length);
        if (soon && waited.compareTo(LONG) >= 0) {
            console.say(
                    "Waiting for a queue in which fewer than %,d messages wait; do workers run, and is no pipeline paused? (--ahead)"
                            .formatted(ahead));
        }
        Pause.of(length);
    }

    /** It goes on. */
    void over() {
        waited = Duration.ZERO;
    }
}
