package dev.sluice.ops.cli.mend;

import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.ops.fleet.UsageError;

import picocli.CommandLine.Option;

import java.time.Duration;

/** The options of whatever sends jobs once more. */
final class Hurry {
    /** Who watches it sees that it waits, and can end it. */
    private static final Duration PATIENCE = Duration.ofDays(30);

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Rows looked at in a second, at most. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--ahead",
            paramLabel = "N",
            defaultValue = "" + Manner.AHEAD,
            description =
                    "Add nothing to a queue in which so many messages wait, so that a live upload"
                            + " waits behind few. Default: ${DEFAULT-VALUE}.")
    private int ahead;

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dry;

    @Option(names = "--yes", description = "Do not ask. Off a terminal nobody is asked anyway.")
    private boolean yes;

    @Option(names = "--json", description = "Print the outcome as a line of JSON, for programs.")
    private boolean json;

    Manner manner() {
        if (!(rate > 0) || ahead < 1) {
            throw new UsageError("--rate must be above 0, --ahead 1 at least");
        }
        return new Manner(rate, ahead, PATIENCE, false);
    }

    boolean dry() {
        return dry;
    }

    boolean yes() {
        return yes;
    }

    boolean json() {
        return json;
    }
}
