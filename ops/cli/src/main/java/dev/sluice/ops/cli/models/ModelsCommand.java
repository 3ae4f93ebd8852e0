package dev.sluice.ops.cli.models;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
public final class ModelsCommand {
    private ModelsCommand() {}

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new AddCommand(shell))
                .addSubcommand(new VerifyCommand(shell))
                .addSubcommand(new PromoteCommand(shell))
                .addSubcommand(new CanaryCommand(shell))
                .addSubcommand(new ShadowCommand(shell))
                .addSubcommand(new ReportCommand(shell))
                .addSubcommand(new RollbackCommand(shell));
    }
}
