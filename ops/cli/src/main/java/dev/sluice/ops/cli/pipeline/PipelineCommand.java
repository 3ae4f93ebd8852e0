package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What one does with a pipeline's folder. */
@Command(
        name = "pipeline",
        header = "Makes a pipeline of an ONNX model, checks one, or fits one to this machine.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ops/sluice pipeline new --onnx resnet.onnx --labels labels.txt --sample photos/",
            "  ops/sluice pipeline check pipelines/resnet",
            "  ops/sluice pipeline tune pipelines/resnet --dry-run"
        })
public final class PipelineCommand {
    private PipelineCommand() {}

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new PipelineCommand())
                .addSubcommand(new NewCommand(shell))
                .addSubcommand(new CheckCommand(shell))
                .addSubcommand(new TuneCommand(shell));
    }
}
