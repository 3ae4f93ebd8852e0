package dev.sluice.ops.cli.demo;

import dev.sluice.ops.cli.local.LocalFleet;
import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.Table.Column;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.aws.Usage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A demo's outcome, for people.
 *
 * @param jobs in the order of upload
 * @param took from the first upload to the last result
 * @param batches mean ones, by pipeline
 * @param usage of AWS by dispatcher and worker
 * @param pictures where the annotated ones are
 */
record Report(
        List<Job> jobs,
        Duration took,
        Map<String, LocalFleet.Batches> batches,
        Usage usage,
        Path pictures) {
    private static final int LONGEST_FILE = 32;

    Report {
        jobs = List.copyOf(jobs);
        batches = new TreeMap<>(batches);
    }

    long completed() {
        return jobs.stream().filter(Job::completed).count();
    }

    long failed() {
        return jobs.stream().filter(Job::failed).count();
    }

    /** Neither completed nor failed. */
    List<Job> missing() {
        return jobs.stream().filter(job -> !job.completed() && !job.failed()).toList();
    }

    /** By operation, sorted. */
    SortedMap<String, Long> apiCalls() {
        return new TreeMap<>(usage.calls());
    }

    double dollarsPerMillion(Prices prices) {
        return prices.dollarsPerMillionJobs(usage, jobs.size());
    }

    Table table() {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.text("File", LONGEST_FILE));
        columns.add(Column.text("Pipeline"));
        columns.add(Column.text("Status"));
        columns.add(Column.text("Finding"));
        Job.STAGES.forEach(stage -> columns.add(Column.number(stage + " ms")));
        columns.add(Column.number("total ms"));
        Table table = new Table(columns.toArray(Column[]::new));
        for (Job job : jobs) {
            Map<String, Double> milliseconds = job.milliseconds();
            List<Object> cells = new ArrayList<>();
            cells.add(job.submission().file());
            cells.add(job.submission().pipeline().name());
            cells.add(new Table.Cell(job.status(), job.completed() ? Style.GOOD : Style.BAD));
            cells.add(job.finding().or(job::failureReason).orElse(""));
            Job.STAGES.forEach(stage -> cells.add(number(milliseconds, stage)));
            cells.add(number(milliseconds, "total"));
            table.row(cells.toArray());
        }
        return table;
    }

    private static String number(Map<String, Double> milliseconds, String stage) {
        Double value = milliseconds.get(stage);
        return value == null ? "" : String.format(Locale.ROOT, "%.0f", value);
    }

    /** Totals, batches, cost, and where to look. */
    List<String> summary(Prices prices) {
        double seconds = took.toMillis() / 1e3;
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%d uploaded, %d completed, %d failed in %.1f s (%.1f a second)",
                        jobs.size(),
                        completed(),
                        failed(),
                        seconds,
                        completed() / seconds));
        if (!batches.isEmpty()) {
            lines.add(
                    "Mean batch: "
                            + batches.entrySet().stream()
                                    .map(
                                            e ->
                                                    String.format(
                                                            Locale.ROOT,
                                                            "%s %.1f (%.0f %% full)",
                                                            e.getKey(),
                                                            e.getValue().items(),
                                                            100 * e.getValue().fill()))
                                    .collect(Collectors.joining(", ")));
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "AWS calls:  $%.2f a million pictures at the prices of %s (%s); this run's"
                                + " few calls include start-up and idle polls",
                        dollarsPerMillion(prices),
                        prices.date(),
                        prices.region()));
        lines.add(
                "            "
                        + apiCalls().entrySet().stream()
                                .map(call -> call.getKey() + " " + call.getValue())
                                .collect(Collectors.joining(", ")));
        List<String> unpriced = prices.unpriced(usage);
        if (!unpriced.isEmpty()) {
            lines.add("            without a price: " + String.join(", ", unpriced));
        }
        if (jobs.stream().anyMatch(job -> job.saved().isPresent())) {
            lines.add("Annotated pictures: " + pictures);
        }
        return lines;
    }
}
