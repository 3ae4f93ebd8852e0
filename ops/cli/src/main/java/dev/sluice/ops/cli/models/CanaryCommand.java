package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.release.Trial;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.concurrent.Callable;

/** Tries a version on a share of the customers. */
@Command(
        name = "canary",
        header = "Tries a version on a share of the customers.",
        description = {
            "",
            "The same customers get it each time, chosen by a hash of their IDs, and more of them"
                    + " when the share grows; all others get the live version. Verifies it first."
                    + " With --stop-failures or --stop-slowdown the fleet ends it by itself, and"
                    + " even queued jobs are then done with the live version.",
            "",
            "Exit code: 0 done, 2 a mistake in the command line, 3 something is wrong with it, and"
                    + " nothing was changed."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice models canary moderation 2 --percent 10 --stop-failures 0.02",
            "  ops/sluice models canary moderation --end"
        })
final class CanaryCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VERSION",
            description = "One that was added; not with --end.")
    private @Nullable String version;

    @Mixin private TrialOptions options = new TrialOptions();

    @Mixin private StopOptions stop = new StopOptions();

    CanaryCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (options.end() == (version != null)) {
            throw new UsageError("give either a version or --end");
        }
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(pipeline);
            if (version == null) {
                desk.change(own, was -> was.canaryEnded(""));
                shell.console()
                        .print(
                                "%s: no canary any more; all customers get the live version."
                                        .formatted(own.name()));
                return ExitCode.DONE;
            }
            Trial trial = options.trial(version, stop.boundsOfCanary());
            desk.verify(own, Optional.of(version));
            desk.table().canaries().clear(own.name(), version);
            desk.change(own, was -> was.withCanary(trial));
            shell.console()
                    .print(
                            "%s: version %s is a canary for %s %% of the customers."
                                    .formatted(own.name(), version, trial.percent()));
            return ExitCode.DONE;
        }
    }
}
