package dev.sluice.ops.cli.flakes;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
public final class FlakesCommand {
    private FlakesCommand() {}

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new FlakesCommand())
                .addSubcommand(new CalibrateCommand(shell))
                .addSubcommand(new GenerateCommand(shell))
                .addSubcommand(new ScoreCommand(shell));
    }
}
