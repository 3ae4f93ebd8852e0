package dev.sluice.ops.cli.models;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.release.Trial.Bounds;

import picocli.CommandLine.Option;

/** What ends a trial by itself. */
final class StopOptions {
    @Option(
            names = "--stop-agreement",
            paramLabel = "A",
            description =
                    "End a shadow when fewer of the answers are the same: 0.9 is nine in ten.")
    private double agreement;

    @Option(
            names = "--stop-failures",
            paramLabel = "F",
            description =
                    "End it when a larger share of its jobs has no answer, of a canary so much more"
                            + " than with the live version: 0.02 is two in a hundred.")
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

    /** Its customers have one answer each, so there is nothing to agree with. */
    Bounds boundsOfCanary() {
        if (agreement != 0) {
            throw new UsageError(
                    "--stop-agreement is for shadows: a canary's customers have one answer each");
        }
        return bounds();
    }

    Bounds bounds() {
        if (!(failures >= 0 && failures <= 1 && agreement >= 0 && agreement <= 1)) {
            throw new UsageError("--stop-failures and --stop-agreement are shares, from 0 to 1");
        }
        if (slowdown != 0 && !(slowdown >= 1)) {
            throw new UsageError("--stop-slowdown must be at least 1");
        }
        if (after < 1) {
            throw new UsageError("--stop-after must be at least 1");
        }
        return new Bounds(after, agreement, failures, slowdown);
    }
}
