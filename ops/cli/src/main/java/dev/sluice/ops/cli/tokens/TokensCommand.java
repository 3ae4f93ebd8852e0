package dev.sluice.ops.cli.tokens;

import dev.sluice.ops.cli.shell.Shell;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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
public final class TokensCommand {
    private TokensCommand() {}

    /** The command with those under it. */
    public static CommandLine of(Shell shell) {
        return new CommandLine(new TokensCommand())
                .addSubcommand(new AddCommand(shell))
                .addSubcommand(new ListCommand(shell))
                .addSubcommand(new RotateCommand(shell))
                .addSubcommand(new RevokeCommand(shell));
    }
}
