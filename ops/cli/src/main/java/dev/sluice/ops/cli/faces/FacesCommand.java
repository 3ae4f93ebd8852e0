package dev.sluice.ops.cli.faces;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

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
public final class FacesCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    private FacesCommand(Shell shell) {
        this.shell = shell;
    }

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new FacesCommand(shell))
                .addSubcommand(new IndexCommand(shell))
                .addSubcommand(new MatchCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new DeleteCommand(shell))
                .addSubcommand(new RebuildCommand(shell));
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
