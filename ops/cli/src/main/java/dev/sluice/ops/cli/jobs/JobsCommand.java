package dev.sluice.ops.cli.jobs;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

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
public final class JobsCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    private JobsCommand(Shell shell) {
        this.shell = shell;
    }

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new JobsCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new ShowCommand(shell))
                .addSubcommand(new FollowCommand(shell))
                .addSubcommand(new StopCommand(shell))
                .addSubcommand(new ResumeCommand(shell))
                .addSubcommand(new LogsCommand(shell));
    }

    /** No command: show which there are. */
    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(shell.console().err());
        }
        return ExitCode.USAGE;
    }
}
