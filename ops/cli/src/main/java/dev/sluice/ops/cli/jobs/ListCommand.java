package dev.sluice.ops.cli.jobs;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.sluice.ops.cli.shell.CustomerFilter;
import dev.sluice.ops.cli.shell.Shell;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.WatchOption;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What there is. */
@Command(
        name = "list",
        header = "Lists long jobs, the newest first.",
        description = {
            "",
            "A customer's; without --customer those of all that changed last, of the last days, for"
                    + " which the table needs the index recent (SLUICE_INDEXES). Exit code: 0."
        })
final class ListCommand implements Callable<Integer> {
    private static final int MOST = 50;

    /** Rows of other pipelines lie between them. */
    private static final int LOOKED_AT = 500;

    private final Shell shell;

    @Mixin private CustomerFilter customer = new CustomerFilter();

    @Option(names = "--pipeline", paramLabel = "P", description = "That pipeline's only.")
    private @Nullable String pipeline;

    @Option(names = "--json", description = "Print an array of jobs instead of a table.")
    private boolean json;

    @Mixin private WatchOption watch = new WatchOption();

    ListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Fleet fleet = Fleet.open(shell.environment())) {
            List<Pipeline> staged = JobOptions.staged(fleet, Optional.ofNullable(pipeline));
            return watch.run(shell.console(), () -> show(fleet, staged));
        }
    }

    private void show(Fleet fleet, List<Pipeline> staged) {
        Rows rows = new Rows(fleet.clients().dynamodb(), fleet.settings().table());
        List<Row> newest =
                customer.id()
                        .map(id -> rows.newest(id, false, LOOKED_AT))
                        .orElseGet(() -> rows.recent(Instant.now(), LOOKED_AT));
        List<LongJob> jobs =
                newest.stream()
                        .flatMap(row -> job(row, staged, fleet).stream())
                        .limit(MOST)
                        .toList();
        if (json) {
            shell.console().print(json(jobs));
        } else {
            shell.console().print(table(jobs));
        }
    }

    private static Optional<LongJob> job(Row row, List<Pipeline> staged, Fleet fleet) {
        return staged.stream()
                .filter(each -> row.text("pipeline").equals(Optional.of(each.name())))
                .findFirst()
                .map(each -> new LongJob(each, row, fleet.settings().bucket()));
    }

    private static String json(List<LongJob> jobs) {
        ArrayNode array = new JsonMapper().createArrayNode();
        jobs.forEach(job -> job.into(array.addObject()));
        return array.toString();
    }

    private static Table table(List<LongJob> jobs) {
        Table table =
                new Table(
                        Table.Column.text("Customer"),
                        Table.Column.text("Job"),
                        Table.Column.text("Pipeline"),
                        Table.Column.text("Status"),
                        Table.Column.text("Stage"),
                        Table.Column.number("Done"),
                        Table.Column.number("Since"),
                        Table.Column.text("Details", 60));
        Instant now = Instant.now();
        for (LongJob job : jobs) {
            table.row(
                    job.row().customerID(),
                    job.id(),
                    job.pipeline().name(),
                    job.status(),
                    job.stage(),
                    job.share()
                            .map(share -> String.format(Locale.ROOT, "%.0f %%", 100 * share))
                            .orElse(""),
                    LongJob.clock(job.elapsed(now)),
                    job.row()
                            .text("failureReason")
                            .or(() -> job.row().headline())
                            .or(() -> job.row().text("details"))
                            .orElse(""));
        }
        return table;
    }
}
