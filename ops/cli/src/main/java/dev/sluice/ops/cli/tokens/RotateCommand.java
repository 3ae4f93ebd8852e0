package dev.sluice.ops.cli.tokens;

import dev.sluice.ops.api.tokens.TokenText;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Another secret. */
@Command(
        name = "rotate",
        header = "Gives a token another secret, and prints it: it is shown this once.",
        description = {
            "",
            "The one it has still counts for a while, so that nobody is shut out; one before that"
                    + " does not. Exit code: 0."
        })
final class RotateCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(30);

    private final Shell shell;

    @Parameters(
            paramLabel = "ID",
            description = "What stands behind sluice_ in the token, 10 digits.")
    private String id = "";

    @Option(
            names = "--overlap",
            paramLabel = "D",
            defaultValue = "1h",
            description = "How long the old one counts, up to 720h. Default: ${DEFAULT-VALUE}.")
    private Duration overlap = Duration.ofHours(1);

    @Mixin private JsonOption json = new JsonOption();

    RotateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (overlap.isNegative() || overlap.compareTo(LONGEST) > 0) {
            throw new UsageError("--overlap: 0s to 720h");
        }
        TokenText made =
                Office.in(
                        shell,
                        office -> {
                            AuditLog.Begun begun = office.begin("rotate token", id);
                            TokenText text =
                                    office.tokens()
                                            .rotate(id, overlap)
                                            .orElseThrow(() -> Office.unknown(id));
                            begun.ended("the old one counts for " + overlap);
                            return text;
                        });
        json.print(
                shell.console(),
                made.text(),
                facts ->
                        facts.put("id", made.id())
                                .put("token", made.text())
                                .put("overlapSeconds", overlap.toSeconds()));
        return ExitCode.DONE;
    }
}
