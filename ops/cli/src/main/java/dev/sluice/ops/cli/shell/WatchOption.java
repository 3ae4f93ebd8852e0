package dev.sluice.ops.cli.shell;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.StopSignal;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Duration;

/** {@code --watch}: shows the same again and again, until Ctrl-C. */
public final class WatchOption {
    /** Each look is some requests, and they cost. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** ECMA-48: cursor home, erase below. */
    private static final String CLEAR = "\033[H\033[2J";

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2s",
            paramLabel = "DURATION",
            description = "Refresh every 2 s, or as often as you say (10s, 1m), until Ctrl-C.")
    private @Nullable Duration every;

    /**
     * Shows it once, or until the process ends.
     *
     * @throws UsageError for an interval under a second
     */
    public int run(Console console, Runnable show) throws InterruptedException {
        if (every == null) {
            show.run();
            return ExitCode.DONE;
        }
        if (every.compareTo(LEAST) < 0) {
            throw new UsageError("--watch: 1s at least");
        }
        StopSignal stop = StopSignal.install(() -> ExitCode.DONE);
        try {
            while (true) {
                if (console.outTerminal()) {
                    console.out().print(CLEAR);
                }
                show.run();
                console.out().flush();
                Pause.of(every);
            }
        } finally {
            stop.forget();
        }
    }
}
