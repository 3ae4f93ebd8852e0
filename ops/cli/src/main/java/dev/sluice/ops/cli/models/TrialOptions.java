package dev.sluice.ops.cli.models;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.release.Trial;
import dev.sluice.shared.release.Trial.Bounds;

import picocli.CommandLine.Option;

/** On whom a release is tried. */
final class TrialOptions {
    @Option(
            names = "--percent",
            paramLabel = "P",
            description = "The share, over 0 to 100. Default: 10.")
    private double percent = 10;

    @Option(names = "--end", description = "End it, whatever its version.")
    private boolean end;

    boolean end() {
        return end;
    }

    Trial trial(String version, Bounds bounds) {
        if (!(percent > 0 && percent <= 100)) {
            throw new UsageError("--percent must be over 0 and at most 100");
        }
        return new Trial(version, percent, bounds);
    }
}
