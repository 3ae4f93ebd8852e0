package dev.sluice.ops.cli.pause;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Workers leave a pipeline's jobs in their queue. */
@Command(
        name = "pause",
        header = "Stops the work on a pipeline; its uploads wait in the queue.",
        description = {
            "",
            "Workers stop polling for it within 10 s, and finish what they have in hand. Those that"
                    + " start later do not poll for it either. Dispatchers go on: uploads get their"
                    + " rows, and their jobs wait, for up to 10 days.",
            "",
            "A pipeline with stages is paused in all of them: a job finishes the stage that it is"
                    + " in, and waits before the next. PIPELINE-STAGE pauses one stage alone. To"
                    + " end the work on a job at once, use `ops/sluice jobs stop`.",
            "",
            "Exit code: 0 paused, 2 a mistake in the command line, 3 an endpoint or the table is"
                    + " missing. Running it again does no harm."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice pause moderation",
            "  ops/sluice pause splats-train       this stage, and no other",
            "  ops/sluice status                   shows what is paused",
            "  ops/sluice resume moderation"
        })
public final class PauseCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "PIPELINE", description = "Its name, or that of one of its stages.")
    private String pipeline = "";

    @Option(
            names = "--json",
            description = "Print {\"pipeline\", \"paused\", \"workers\"} instead of a sentence.")
    private boolean json;

    public PauseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return new Order(shell, pipeline, json).carryOut(true);
    }
}
