package dev.sluice.ops.cli.status;

import dev.sluice.ops.cli.shell.Console;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.WatchOption;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.shared.fleet.FleetTable;
import dev.sluice.shared.fleet.FleetTable.FleetUnavailable;
import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** What the fleet is doing. */
@Command(
        name = "status",
        header = "Shows queues and failures, running programs, or what became of uploads.",
        description = {
            "",
            "Without --customer: how full the queues are, and the last 20 failures. With it: the"
                    + " newest 50 rows of that customer.",
            "",
            "With --recent: the 50 rows of all customers that changed last. That takes the index"
                    + " recent, which `up` has and others get by SLUICE_INDEXES=recent.",
            "",
            "With --workers: the workers and dispatchers that run, or ran in the last hour, the"
                    + " newest first. Each says every 10 s how it is; one that was silent for 30 s"
                    + " is lost."
        },
        footer = {
            "",
            "Examples:",
            "  ops/sluice status --watch",
            "  ops/sluice status --watch=30s",
            "  ops/sluice status --customer acme",
            "  ops/sluice status --customer acme --failed",
            "  ops/sluice status --recent --watch",
            "  ops/sluice status --workers --json"
        })
public final class StatusCommand implements Callable<Integer> {
    private static final int ROWS = 50;
    private static final int FAILURES = 20;

    private final Shell shell;

    @Option(names = "--customer", paramLabel = "C", description = "Show this customer's uploads.")
    private @Nullable String customer;

    @Option(names = "--failed", description = "Show failures only.")
    private boolean failed;

    @Option(
            names = "--recent",
            description = "Show the uploads of all customers that changed last.")
    private boolean recent;

    @Option(names = "--workers", description = "Show the programs of the fleet.")
    private boolean workers;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Mixin private WatchOption watch = new WatchOption();

    public StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            return watch.run(shell.console(), () -> show(fleet));
        }
    }

    private void show(Fleet fleet) {
        Console console = shell.console();
        FleetTable table =
                FleetTable.of(fleet.settings(), fleet.clients().dynamodb(), InstantSource.system());
        if (workers) {
            show(
                    new Workers(
                            table.members().all(),
                            table.pauses().all().paused(),
                            InstantSource.system().instant()));
            return;
        }
        Rows rows = new Rows(fleet.clients().dynamodb(), fleet.settings().table());
        if (recent) {
            show(
                    rows.recent(InstantSource.system().instant(), ROWS),
                    Tables::recent,
                    "No uploads within a week.");
            return;
        }
        if (customer != null) {
            show(
                    rows.newest(customer, failed, ROWS),
                    Tables::uploads,
                    "%s has no %s.".formatted(customer, failed ? "failed uploads" : "uploads"));
            return;
        }
        List<Lane> lanes = failed ? List.of() : Lane.all(fleet);
        Set<String> paused = failed ? Set.of() : paused(table);
        List<Row> failures = rows.failures(FAILURES);
        if (json) {
            console.print(Documents.fleet(lanes, paused, failures));
            return;
        }
        if (!failed) {
            console.print(Tables.queues(lanes, paused));
            console.print("");
        }
        if (failures.isEmpty()) {
            console.print("No failures.");
        } else {
            console.print(Tables.failures(failures));
        }
    }

    private void show(List<Row> rows, Function<List<Row>, Table> table, String none) {
        if (json) {
            shell.console().print(Documents.rows(rows));
        } else if (rows.isEmpty()) {
            shell.console().print(none);
        } else {
            shell.console().print(table.apply(rows));
        }
    }

    private void show(Workers programs) {
        Console console = shell.console();
        if (json) {
            console.print(programs.json());
        } else if (programs.rows().isEmpty()) {
            console.print("No program runs.");
        } else {
            console.print(programs.table());
        }
    }

    /** A fleet that was provisioned before there was such a table has nothing paused. */
    private static Set<String> paused(FleetTable table) {
        try {
            return table.pauses().all().paused();
        } catch (FleetUnavailable e) {
            return Set.of();
        }
    }
}
