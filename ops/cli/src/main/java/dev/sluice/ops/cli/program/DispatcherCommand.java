package dev.sluice.ops.cli.program;

import dev.sluice.dispatcher.Main;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.Foreground;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** The dispatcher, as it runs on AWS where no Lambda does its work. */
@Command(
        name = "dispatcher",
        header = "Runs the dispatcher against the events queue that the environment names.",
        description = {
            "",
            "Turns S3 events into rows and jobs, and dead letters into failed rows. SIGTERM or"
                    + " Ctrl-C drains, and the exit code is 0."
        },
        footer = {
            "",
            "Examples:",
            "  eval \"$(cat sluice.env)\"; ops/sluice dispatcher  against ops/sluice up --env-file"
                    + " sluice.env",
            "  S3_BUCKET_NAME=pictures DYNAMODB_TABLE_NAME=CustomerImages AWS_REGION=eu-west-1 \\",
            "      ops/sluice dispatcher                         against AWS"
        })
public final class DispatcherCommand implements Callable<Integer> {
    private final Shell shell;

    public DispatcherCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Foreground().run(() -> Main.start(shell.environment()));
    }
}
