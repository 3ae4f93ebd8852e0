package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.release.Lineup;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Takes the last change back. */
@Command(
        name = "rollback",
        header = "Takes the last version out of service, and the one before it back in.",
        description = {
            "",
            "Ends a canary, if there is one. Else the version that was live before is live again at"
                    + " once, and the one that is live now is withdrawn: even jobs that are queued"
                    + " for it are done with the live one. Dispatchers and workers follow within"
                    + " 10 s.",
            "",
            "Exit code: 0 done, 2 there is nothing to take back, 3 the table does not answer."
        },
        footer = {"", "Example:", "  ops/sluice models rollback moderation"})
final class RollbackCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Mixin private JsonOption json = new JsonOption();

    RollbackCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(pipeline);
            Lineup lineup = desk.change(own, was -> rolledBack(desk, own, was));
            desk.tell(
                    json,
                    own,
                    lineup,
                    "%s: version %s is live for all customers."
                            .formatted(own.name(), lineup.live().version().orElse(own.version())));
            return ExitCode.DONE;
        }
    }

    private static Lineup rolledBack(Desk desk, Pipeline own, Lineup was) {
        if (was.canary().isPresent()) {
            return was.canaryEnded("");
        }
        if (was.past().isEmpty()) {
            throw new UsageError("%s: no other version was live before".formatted(own.name()));
        }
        return was.rolledBack(desk.clock().instant());
    }
}
