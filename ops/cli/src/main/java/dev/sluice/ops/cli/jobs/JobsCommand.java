package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What one does with jobs that are done in stages. */
@Command(
        name = "jobs",
        header = "Shows, stops and resumes long jobs, which are done in stages.",
        description = {"", "docs/stages.md says what stages are."},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ops/sluice jobs list --customer acme",
            "  ops/sluice jobs follow house-7 --customer acme",
            "  ops/sluice jobs stop house-7 --customer acme",
            "  ops/sluice jobs resume house-7 --customer acme --step train",
            "  ops/sluice jobs logs house-7 --customer acme --stage sfm"
        })
public final class JobsCommand {
    private JobsCommand() {}

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new JobsCommand())
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new ShowCommand(shell))
                .addSubcommand(new FollowCommand(shell))
                .addSubcommand(new StopCommand(shell))
                .addSubcommand(new ResumeCommand(shell))
                .addSubcommand(new LogsCommand(shell));
    }
}
