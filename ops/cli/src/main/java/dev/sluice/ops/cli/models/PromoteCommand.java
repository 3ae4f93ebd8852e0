package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;
import dev.sluice.shared.release.Lineup;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Makes a release live. */
@Command(
        name = "promote",
        header = "Takes a version into service for all customers.",
        description = {
            "",
            "Verifies it first, as `models verify` does. Workers then load it beside the one in"
                + " service, and after --lead new jobs are done with it. Jobs that are queued by"
                + " then are done with the version that they were made for.",
            "",
            "Exit code: 0 done, 2 a mistake in the command line, 3 something is wrong with it, and"
                    + " nothing was changed."
        },
        footer = {"", "Example:", "  ops/sluice models promote moderation 2"})
final class PromoteCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "One that was added.")
    private String version = "";

    @Option(
            names = "--lead",
            paramLabel = "TIME",
            description =
                    "For workers, to load it before its first job; more for large models. Default:"
                            + " 15s.")
    private Duration lead = Duration.ofSeconds(15);

    @Option(names = "--unverified", description = "Do not verify it here first.")
    private boolean unverified;

    @Mixin private JsonOption json = new JsonOption();

    PromoteCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(pipeline);
            Optional<String> named = desk.named(own, version);
            if (unverified) {
                desk.store().read(own, named);
            } else {
                desk.verify(own, named);
            }
            Instant now = desk.clock().instant();
            Lineup lineup =
                    desk.change(
                            own,
                            was ->
                                    was.live().version().equals(named)
                                            ? was
                                            : was.promoted(named, now, now.plus(lead)));
            desk.tell(
                    json,
                    own,
                    lineup,
                    "%s: version %s is live%s. Back: ops/sluice models rollback %s"
                            .formatted(
                                    own.name(),
                                    version,
                                    lineup.live().from().isAfter(now)
                                            ? " in %d s".formatted(lead.toSeconds())
                                            : "",
                                    own.name()));
            return ExitCode.DONE;
        }
    }
}
