package dev.sluice.ops.cli.models;

import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.release.Trial;
import dev.sluice.shared.release.Trial.Bounds;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.function.Supplier;

/** What is tried on whom, or no more. */
final class TrialOptions {
    @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "One that was added; not with --end.")
    private @Nullable String version;

    @Option(
            names = "--percent",
            paramLabel = "P",
            description = "The share, over 0 to 100. Default: 10.")
    private double percent = 10;

    @Option(names = "--end", description = "End it, whatever its version.")
    private boolean end;

    String pipeline() {
        return pipeline;
    }

    /** What is wanted; empty: the end of the one that there is. */
    Optional<Trial> trial(Supplier<Bounds> bounds) {
        if (end == (version != null)) {
            throw new UsageError("give either a version or --end");
        }
        if (version == null) {
            return Optional.empty();
        }
        if (!(percent > 0 && percent <= 100)) {
            throw new UsageError("--percent must be over 0 and at most 100");
        }
        return Optional.of(new Trial(version, percent, bounds.get()));
    }
}
