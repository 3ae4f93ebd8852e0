package dev.sluice.ops.cli.status;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Pause;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.shared.StopSignal;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.program.ExitCode;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** What the fleet is doing. */
@Command(
        name = "status",
        header = "Shows queues and failures, or what became of a customer's uploads.",
        description = {
            "",
            "Without --customer: how full the queues are, and the last 20 failures. With it: the"
                    + " newest 50 rows of that customer."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice status --watch",
            "  ops/sluice status --customer acme",
            "  ops/sluice status --customer acme --failed"
        })
public final class StatusCommand implements Callable<Integer> {
    private static final Duration REFRESH = Duration.ofSeconds(2);
    private static final int ROWS = 50;
    private static final int FAILURES = 20;

    /** ECMA-48: cursor home, erase below. */
    private static final String CLEAR = "\033[H\033[2J";

    private final Shell shell;

    @Option(names = "--customer", paramLabel = "C", description = "Show this customer's uploads.")
    private @Nullable String customer;

    @Option(names = "--failed", description = "Show failures only.")
    private boolean failed;

    @Option(names = "--watch", description = "Refresh every 2 s until Ctrl-C.")
    private boolean watch;

    public StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            if (!watch) {
                show(fleet);
                return ExitCode.DONE;
            }
            StopSignal.install(() -> ExitCode.DONE);
            while (true) {
                if (shell.console().outTerminal()) {
                    shell.console().out().print(CLEAR);
                }
                show(fleet);
                shell.console().out().flush();
                Pause.of(REFRESH);
            }
        }
    }

    private void show(Fleet fleet) {
        Console console = shell.console();
        Rows rows = new Rows(fleet.clients().dynamodb(), fleet.settings().table());
        if (customer != null) {
            List<Row> newest = rows.newest(customer, failed, ROWS);
            if (newest.isEmpty()) {
                console.print(
                        "%s has no %s.".formatted(customer, failed ? "failed uploads" : "uploads"));
            } else {
                console.print(Tables.uploads(newest));
            }
            return;
        }
        if (!failed) {
            console.print(Tables.queues(fleet));
            console.print("");
        }
        List<Row> failures = rows.failures(FAILURES);
        if (failures.isEmpty()) {
            console.print("No failures.");
        } else {
            console.print(Tables.failures(failures));
        }
    }
}
