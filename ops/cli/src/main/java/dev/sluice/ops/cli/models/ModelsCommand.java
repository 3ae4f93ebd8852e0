package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** What one does with the versions of a pipeline's models. */
@Command(
        name = "models",
        header = "Adds versions of a pipeline's models, tries them, and takes them into service.",
        description = {
            "",
            "The fleet runs on meanwhile: workers load a version beside the one in service, and no"
                    + " job is lost or refused. docs/versions.md says more."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ops/sluice models add moderation 2 --onnx better.onnx",
            "  ops/sluice models shadow moderation 2 --percent 5 --stop-agreement 0.9",
            "  ops/sluice models report moderation 2",
            "  ops/sluice models canary moderation 2 --percent 10",
            "  ops/sluice models promote moderation 2",
            "  ops/sluice models rollback moderation",
            "  ops/sluice models list"
        })
public final class ModelsCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    private ModelsCommand(Shell shell) {
        this.shell = shell;
    }

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new ModelsCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new AddCommand(shell))
                .addSubcommand(new VerifyCommand(shell))
                .addSubcommand(new PromoteCommand(shell))
                .addSubcommand(new CanaryCommand(shell))
                .addSubcommand(new ShadowCommand(shell))
                .addSubcommand(new ReportCommand(shell))
                .addSubcommand(new RollbackCommand(shell));
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
