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

/** Tries a version beside the live one; nobody sees what it says. */
@Command(
        name = "shadow",
        header = "Tries a version beside the live one; nobody sees what it says.",
        description = {
            "",
            "A share of the jobs is done with it, too, after their answers are out; the two answers"
                    + " are compared, and `models report` shows how. Verifies it first. With"
                    + " --stop-agreement, --stop-failures or --stop-slowdown the fleet ends it by"
                    + " itself",
            "",
            "Exit code: 0 done, 2 a mistake in the command line, 3 something is wrong with it, and"
                    + " nothing was changed."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice models shadow moderation 2 --percent 5 --stop-agreement 0.9",
            "  ops/sluice models report moderation 2",
            "  ops/sluice models shadow moderation --end"
        })
final class ShadowCommand implements Callable<Integer> {
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

    ShadowCommand(Shell shell) {
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
                desk.change(own, was -> was.shadowEnded(""));
                shell.console().print("%s: no shadow any more.".formatted(own.name()));
                return ExitCode.DONE;
            }
            Trial trial = options.trial(version, stop.bounds());
            desk.verify(own, Optional.of(version));
            desk.table().comparisons().clear(own.name(), version);
            desk.change(own, was -> was.withShadow(trial));
            shell.console()
                    .print(
                            "%s: version %s shadows %s %% of the jobs."
                                    .formatted(own.name(), version, trial.percent()));
            return ExitCode.DONE;
        }
    }
}
