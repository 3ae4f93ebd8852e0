package dev.sluice.ops.cli.program;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.Foreground;
import dev.sluice.worker.Main;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** The worker, as it runs on AWS. */
@Command(
        name = "worker",
        header = "Runs a worker against the queues that the environment names.",
        description = {
            "",
            "Takes jobs from the queues, runs the models, writes results to S3 and rows to"
                + " DynamoDB. SIGTERM or Ctrl-C drains: work in hand is finished, the rest is given"
                + " back, and the exit code is 0. A model that fails on everything ends the worker"
                + " with 1, a missing endpoint, key or GPU with 3."
        },
        footer = {
            "",
            "Examples:",
            "  eval \"$(cat sluice.env)\"; ops/sluice worker      against ops/sluice up --env-file"
                    + " sluice.env",
            "  S3_BUCKET_NAME=pictures DYNAMODB_TABLE_NAME=CustomerImages AWS_REGION=eu-west-1 \\",
            "      ops/sluice worker                             against AWS",
            "  SLUICE_PIPELINES=flakes SLUICE_LOG=json ops/sluice worker"
        })
public final class WorkerCommand implements Callable<Integer> {
    private final Shell shell;

    public WorkerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        return new Foreground().run(() -> Main.start(shell.environment()));
    }
}
