package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.release.Lineup;
import dev.sluice.shared.release.Trial;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin private TrialOptions options = new TrialOptions();

    @Mixin private StopOptions stop = new StopOptions();

    @Mixin private JsonOption json = new JsonOption();

    ShadowCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Optional<Trial> wanted = options.trial(stop::bounds);
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(options.pipeline());
            if (wanted.isEmpty()) {
                Lineup lineup = desk.change(own, was -> was.shadowEnded(""));
                desk.tell(json, own, lineup, "%s: no shadow any more.".formatted(own.name()));
                return ExitCode.DONE;
            }
            Trial trial = wanted.get();
            desk.verify(own, Optional.of(trial.version()));
            desk.table().comparisons().clear(own.name(), trial.version());
            Lineup lineup = desk.change(own, was -> was.withShadow(trial));
            desk.tell(
                    json,
                    own,
                    lineup,
                    "%s: version %s shadows %s %% of the jobs."
                            .formatted(own.name(), trial.version(), trial.percent()));
            return ExitCode.DONE;
        }
    }
}
