package dev.sluice.ops.cli.status;

import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.Table.Column;
import dev.sluice.ops.fleet.QueueDepth;
import dev.sluice.ops.fleet.Rows;
import dev.sluice.shared.job.Row;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What {@code status} shows. */
final class Tables {
    /** Of this machine's zone, for people compare it with their clock. */
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private static final int LONGEST_ID = 40;

    private Tables() {}

    /**
     * @param paused pipelines
     */
    static Table queues(List<Lane> lanes, Set<String> paused) {
        Table table =
                new Table(
                        Column.text("Queue", LONGEST_ID),
                        Column.number("Waiting"),
                        Column.number("In flight"),
                        Column.number("Dead letters"),
                        Column.text(paused.isEmpty() ? "" : "Workers"));
        for (Lane lane : lanes) {
            QueueDepth depth = lane.depth();
            table.row(
                    depth.queue(),
                    depth.waiting(),
                    depth.inFlight(),
                    new Table.Cell(
                            Long.toString(depth.dead()),
                            depth.dead() > 0 ? Style.BAD : Style.PLAIN),
                    paused.contains(lane.pipeline()) ? "paused" : "");
        }
        return table;
    }

    static Table uploads(List<Row> rows) {
        Table table =
                new Table(
                        Column.text("Uploaded"),
                        Column.text("Image", LONGEST_ID),
                        Column.text("Pipeline"),
                        Column.text("Status"),
                        Column.text("Finding"));
        for (Row row : rows) {
            table.row(
                    time(row, "createdAt"),
                    row.rowID(),
                    row.text("pipeline").orElse(""),
                    status(row),
                    Rows.outcome(row));
        }
        return table;
    }

    static Table recent(List<Row> rows) {
        Table table =
                new Table(
                        Column.text("Changed"),
                        Column.text("Customer", 30),
                        Column.text("Image", LONGEST_ID),
                        Column.text("Pipeline"),
                        Column.text("Status"),
                        Column.text("Finding"));
        for (Row row : rows) {
            table.row(
                    time(row, "updatedAt"),
                    row.customerID(),
                    row.rowID(),
                    row.text("pipeline").orElse(""),
                    status(row),
                    Rows.outcome(row));
        }
        return table;
    }

    static Table failures(List<Row> rows) {
        Table table =
                new Table(
                        Column.text("Failed"),
                        Column.text("Customer", 30),
                        Column.text("Image", LONGEST_ID),
                        Column.text("Pipeline"),
                        Column.text("Reason"));
        for (Row row : rows) {
            table.row(
                    time(row, "updatedAt"),
                    row.customerID(),
                    row.rowID(),
                    row.text("pipeline").orElse(""),
                    Rows.outcome(row));
        }
        return table;
    }

    private static Table.Cell status(Row row) {
        Optional<Row.Status> status = row.status();
        Style style =
                status.equals(Optional.of(Row.Status.COMPLETED))
                        ? Style.GOOD
                        : status.equals(Optional.of(Row.Status.FAILED)) ? Style.BAD : Style.PLAIN;
        return new Table.Cell(status.map(Row.Status::stored).orElse("?"), style);
    }

    private static String time(Row row, String attribute) {
        return row.number(attribute).map(Instant::ofEpochMilli).map(TIME::format).orElse("");
    }
}
