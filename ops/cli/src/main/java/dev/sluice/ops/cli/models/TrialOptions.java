package dev.sluice.ops.cli.models;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.release.Trial;
import dev.sluice.shared.release.Trial.Bounds;

import picocli.CommandLine.Option;

/** On whom a release is tried, and what ends that. */
final class TrialOptions {
    @Option(
            names = "--percent",
            paramLabel = "P",
            description = "The share, over 0 to 100. Default: 10.")
    private double percent = 10;

    @Option(
            names = "--stop-failures",
            paramLabel = "F",
            description =
                    "End it when the share of its jobs that fail is over the live version's by so"
                            + " much: 0.02 is two in a hundred.")
    private double failures = 1;

    @Option(
            names = "--stop-slowdown",
            paramLabel = "X",
            description = "End it when its jobs take X times as long as the live version's: 1.5.")
    private double slowdown;

    @Option(
            names = "--stop-after",
            paramLabel = "N",
            description = "Judge from so many of its jobs on. Default: 100.")
    private int after = 100;

    @Option(names = "--end", description = "End it, whatever its version.")
    private boolean end;

    boolean end() {
        return end;
    }

    /**
     * @param agreement the least; 0 where nothing is compared
     */
    Trial trial(String version, double agreement) {
        if (!(percent > 0 && percent <= 100)) {
            throw new UsageError("--percent must be over 0 and at most 100");
        }
        if (!(failures >= 0 && failures <= 1 && agreement >= 0 && agreement <= 1)) {
            throw new UsageError("--stop-failures and --stop-agreement are shares, from 0 to 1");
        }
        if (slowdown != 0 && !(slowdown >= 1)) {
            throw new UsageError("--stop-slowdown must be at least 1");
        }
        if (after < 1) {
            throw new UsageError("--stop-after must be at least 1");
        }
        return new Trial(version, percent, new Bounds(after, agreement, failures, slowdown));
    }
}
