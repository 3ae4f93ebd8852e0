package dev.sluice.ops.cli.flakes;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** What one does with materials. */
@Command(
        name = "flakes",
        header = "Calibrates a material, and measures how well flakes are found.",
        description = {"", "Works on this machine alone; docs/flakes.md says more."},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ops/sluice flakes calibrate outlined/ --material MoS2 --out MoS2.json",
            "  ops/sluice flakes generate made/ --material MoS2 --pictures 8 --seed 7",
            "  ops/sluice flakes score made/"
        })
public final class FlakesCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    private FlakesCommand(Shell shell) {
        this.shell = shell;
    }

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new FlakesCommand(shell))
                .addSubcommand(new CalibrateCommand(shell))
                .addSubcommand(new GenerateCommand(shell))
                .addSubcommand(new ScoreCommand(shell));
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
