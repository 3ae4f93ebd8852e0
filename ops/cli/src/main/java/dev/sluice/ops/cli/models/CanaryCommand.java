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

    @Mixin private TrialOptions options = new TrialOptions();

    @Mixin private StopOptions stop = new StopOptions();

    @Mixin private JsonOption json = new JsonOption();

    CanaryCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Optional<Trial> wanted = options.trial(stop::boundsOfCanary);
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(options.pipeline());
            if (wanted.isEmpty()) {
                Lineup lineup = desk.change(own, was -> was.canaryEnded(""));
                desk.tell(
                        json,
                        own,
                        lineup,
                        "%s: no canary any more; all customers get the live version."
                                .formatted(own.name()));
                return ExitCode.DONE;
            }
            Trial trial = wanted.get();
            desk.verify(own, Optional.of(trial.version()));
            desk.table().canaries().clear(own.name(), trial.version());
            Lineup lineup = desk.change(own, was -> was.withCanary(trial));
            desk.tell(
                    json,
                    own,
                    lineup,
                    "%s: version %s is a canary for %s %% of the customers."
                            .formatted(own.name(), trial.version(), trial.percent()));
            return ExitCode.DONE;
        }
    }
}
