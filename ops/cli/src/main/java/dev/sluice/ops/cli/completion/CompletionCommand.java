package dev.sluice.ops.cli.completion;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** What shells know of the command line. */
@Command(
        name = "completion",
        header = "Prints what lets bash or zsh complete commands and options.",
        description = {
            "",
            "The script is for both: it completes sluice, and ops/sluice from any folder. Exit"
                    + " code: 0."
        },
        footer = {
            "",
            "Examples:",
            "  source <(ops/sluice completion)          for this shell; in ~/.bashrc or ~/.zshrc"
                    + " for all"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** What is completed: shells look at the last part of a command's path. */
    private static final String NAME = "sluice";

    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    public CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets it");
        }
        // picocli's own loads bashcompinit in zsh.
        shell.console().print(AutoComplete.bash(NAME, spec.root().commandLine()));
        return ExitCode.DONE;
    }
}
