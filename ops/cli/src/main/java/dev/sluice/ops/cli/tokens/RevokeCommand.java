package dev.sluice.ops.cli.tokens;

import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** The end of one. */
@Command(
        name = "revoke",
        header = "Makes a token nobody's, for ever.",
        description = {
            "",
            "What it signed before stays good for its hour. Exit code: 0, also if it was revoked"
                    + " already."
        })
final class RevokeCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            paramLabel = "ID",
            description = "What stands behind sluice_ in the token, 10 digits.")
    private String id = "";

    @Mixin private JsonOption json = new JsonOption();

    RevokeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        return Office.in(
                shell,
                office -> {
                    AuditLog.Begun begun = office.begin("revoke token", id);
                    if (office.tokens().revoke(id)) {
                        begun.ended("revoked");
                        tell("Revoked; the API refuses it within 15 seconds.", true);
                    } else if (office.tokens().named(id).isPresent()) {
                        begun.ended("was revoked already");
                        tell("It was revoked already.", false);
                    } else {
                        begun.ended("there is none");
                        throw Office.unknown(id);
                    }
                    return ExitCode.DONE;
                });
    }

    private void tell(String sentence, boolean now) {
        json.print(shell.console(), sentence, facts -> facts.put("id", id).put("revokedNow", now));
    }
}
