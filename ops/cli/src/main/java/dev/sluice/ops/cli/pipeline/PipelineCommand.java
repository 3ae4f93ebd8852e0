package dev.sluice.ops.cli.pipeline;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

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
public final class PipelineCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    private PipelineCommand(Shell shell) {
        this.shell = shell;
    }

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new PipelineCommand(shell))
                .addSubcommand(new NewCommand(shell))
                .addSubcommand(new CheckCommand(shell))
                .addSubcommand(new TuneCommand(shell));
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
