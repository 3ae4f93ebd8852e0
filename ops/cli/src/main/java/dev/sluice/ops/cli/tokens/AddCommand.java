package dev.sluice.ops.cli.tokens;

import dev.sluice.ops.api.tokens.TokenText;
import dev.sluice.ops.cli.shell.CustomerOption;
import dev.sluice.ops.cli.shell.JsonOption;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.dashboard.act.AuditLog;
import dev.sluice.ops.fleet.UsageError;
import dev.sluice.shared.program.ExitCode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** A new one. */
@Command(
        name = "add",
        header = "Makes a token, and prints it: it is shown this once.",
        description = {"", "Exit code: 0."})
final class AddCommand implements Callable<Integer> {
    private static final int MOST = 10_000;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._@-]{0,60}");

    private final Shell shell;

    @Mixin private CustomerOption customer = new CustomerOption();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Who or what has it, for lists and records.")
    private String name = "";

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            description = {
                "Calls a second, twice as many at once; each process of the API counts for itself."
                        + " Default: ${DEFAULT-VALUE}."
            })
    private int rate;

    @Mixin private JsonOption json = new JsonOption();

    AddCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (rate < 1 || rate > MOST) {
            throw new UsageError("--rate: 1 to %,d calls a second".formatted(MOST));
        }
        if (!NAME.matcher(name).matches()) {
            throw new UsageError("--name: up to 60 letters, digits and . _ @ -");
        }
        TokenText made =
                Office.in(
                        shell,
                        office -> {
                            office.check(customer.id());
                            AuditLog.Begun begun =
                                    office.begin("add token", customer.id() + "/" + name);
                            TokenText text = office.tokens().add(customer.id(), name, rate);
                            begun.ended("made " + text.id());
                            return text;
                        });
        json.print(
                shell.console(),
                made.text(),
                facts ->
                        facts.put("id", made.id())
                                .put("customer", customer.id())
                                .put("name", name)
                                .put("perSecond", rate)
                                .put("token", made.text()));
        return ExitCode.DONE;
    }
}
