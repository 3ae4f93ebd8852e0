package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Checks a release. */
@Command(
        name = "verify",
        header = "Checks a version as a worker does before it takes it.",
        description = {
            "",
            "Its files against their SHA-256, its options, and its models' warm-up, on this"
                    + " machine. Says everything that is wrong at once.",
            "",
            "Exit code: 0 good, 2 a mistake in the command line, 3 something is wrong with it."
        },
        footer = {"", "Example:", "  ops/sluice models verify moderation 2"})
final class VerifyCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "PIPELINE", description = "Its name.")
    private String pipeline = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
    private String version = "";

    @Mixin private JsonOption json = new JsonOption();

    VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Desk desk = Desk.open(shell)) {
            Pipeline own = desk.pipeline(pipeline);
            desk.verify(own, desk.named(own, version));
            json.print(
                    shell.console(),
                    "Version %s of %s is good.".formatted(version, own.name()),
                    facts ->
                            facts.put("pipeline", own.name())
                                    .put("version", version)
                                    .put("good", true));
            return ExitCode.DONE;
        }
    }
}
