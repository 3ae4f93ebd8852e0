package dev.sluice.ops.cli.faces;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What one does with collections of faces. */
@Command(
        name = "faces",
        header = "Indexes pictures of faces, and finds the faces that are most like one.",
        description = {
            "",
            "Vectors of faces are biometric data: index nobody who has not agreed to it, and delete"
                    + " what is not needed. docs/faces.md says more."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ops/sluice faces index photos/ --customer acme --collection staff",
            "  ops/sluice faces match door.jpg --customer acme --collection staff --report"
                    + " match.html",
            "  ops/sluice faces list --customer acme",
            "  ops/sluice faces delete --customer acme --collection staff"
        })
public final class FacesCommand {
    private FacesCommand() {}

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new FacesCommand())
                .addSubcommand(new IndexCommand(shell))
                .addSubcommand(new MatchCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new DeleteCommand(shell))
                .addSubcommand(new RebuildCommand(shell));
    }
}
