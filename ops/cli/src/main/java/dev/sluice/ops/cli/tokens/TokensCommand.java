package dev.sluice.ops.cli.tokens;

import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** Who may call the HTTP API. */
@Command(
        name = "tokens",
        header = "Makes, lists, rotates and revokes customers' tokens for the HTTP API.",
        description = {
            "",
            "A token is one customer's: it uploads under that prefix and sees that one's jobs"
                    + " alone. Only a digest is kept, so a token is shown once. The API hears of"
                    + " changes within 15 seconds."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  ops/sluice tokens add --customer acme --name laptop",
            "  ops/sluice tokens list",
            "  ops/sluice tokens rotate 0a1b2c3d4e --overlap 24h",
            "  ops/sluice tokens revoke 0a1b2c3d4e"
        })
public final class TokensCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec private @Nullable CommandSpec spec;

    private TokensCommand(Shell shell) {
        this.shell = shell;
    }

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new TokensCommand(shell))
                .addSubcommand(new AddCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new RotateCommand(shell))
                .addSubcommand(new RevokeCommand(shell));
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
