package dev.sluice.ops.cli.pause;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Workers take up a pipeline's jobs again. */
@Command(
        name = "resume",
        header = "Goes on with the work on a pipeline that was paused.",
        description = {
            "",
            "Workers poll for it again within 10 s, for all its stages.",
            "",
            "Exit code: 0 resumed, or never paused; 2 a mistake in the command line, 3 an endpoint"
                    + " or the table is missing."
        },
        footer = {"", "Examples:", "  ops/sluice resume moderation"})
public final class ResumeCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "PIPELINE", description = "Its name, or that of one of its stages.")
    private String pipeline = "";

    @Option(
            names = "--json",
            description = "Print {\"pipeline\", \"paused\", \"workers\"} instead of a sentence.")
    private boolean json;

    public ResumeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return new Order(shell, pipeline, json).carryOut(false);
    }
}
