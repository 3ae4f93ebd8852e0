package dev.sluice.ops.cli.status;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.cli.shell.Style;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.Table.Column;
import dev.sluice.shared.fleet.MemberRow;
import dev.sluice.shared.fleet.Vitals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The programs of a fleet, as the fleet table tells of them.
 *
 * @param rows the newest first
 * @param paused pipelines
 */
record Workers(List<MemberRow> rows, Set<String> paused, Instant now) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_STATE = 60;
    private static final int LONGEST_PIPELINES = 60;
    private static final int LONGEST_HOST = 40;

    Table table() {
        Table table =
                new Table(
                        Column.text("Program"),
                        Column.text("ID"),
                        Column.text("State", LONGEST_STATE),
                        Column.text("Pipelines", LONGEST_PIPELINES),
                        Column.number("In hand"),
                        Column.number("Jobs/s"),
                        Column.number("Batch fill"),
                        Column.text("Host", LONGEST_HOST),
                        Column.text("Started"),
                        Column.number("Seen"));
        for (MemberRow row : rows) {
            Vitals vitals = row.vitals();
            table.row(
                    kind(row),
                    row.member().id(),
                    state(row),
                    pipelines(row),
                    vitals.inFlight(),
                    "%.1f".formatted(vitals.itemsPerSecond()),
                    "%.0f %%".formatted(vitals.batchFill() * 100),
                    row.member().instanceID().orElse(row.member().host()),
                    Tables.TIME.format(row.member().startedAt()),
                    seen(row));
        }
        return table;
    }

    private static String kind(MemberRow row) {
        return row.member().kind().name().toLowerCase(Locale.ROOT);
    }

    private Table.Cell state(MemberRow row) {
        Vitals vitals = row.vitals();
        String told = vitals.state().stored();
        if (row.lost(now)) {
            return new Table.Cell("lost (was " + told + ")", Style.BAD);
        }
        String whole = vitals.reason().map(why -> told + ": " + why).orElse(told);
        return new Table.Cell(
                whole,
                switch (vitals.state()) {
                    case READY -> Style.GOOD;
                    case BROKEN -> Style.BAD;
                    case STARTING, DRAINING -> Style.PLAIN;
                    case ENDED -> Style.FAINT;
                });
    }

    private static String pipelines(MemberRow row) {
        Set<String> paused = row.pauses().paused();
        return new TreeMap<>(row.vitals().pipelines())
                .entrySet().stream()
                        .map(
                                each ->
                                        each.getKey()
                                                + " "
                                                + each.getValue()
                                                + (paused.contains(each.getKey())
                                                        ? " (paused)"
                                                        : ""))
                        .collect(Collectors.joining(", "));
    }

    private String seen(MemberRow row) {
        long seconds = Math.max(0, Duration.between(row.updatedAt(), now).toSeconds());
        return seconds < 120 ? seconds + " s ago" : seconds / 60 + " min ago";
    }

    /** {@code {"programs": [...], "paused": [...]}}. */
    String json() {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode programs = document.putArray("programs");
        rows.forEach(row -> programs.add(program(row)));
        ArrayNode names = document.putArray("paused");
        paused.forEach(names::add);
        return document.toPrettyString();
    }

    private ObjectNode program(MemberRow row) {
        Vitals vitals = row.vitals();
        ObjectNode program =
                JSON.createObjectNode()
                        .put("kind", kind(row))
                        .put("id", row.member().id())
                        .put("state", row.lost(now) ? "lost" : vitals.state().stored())
                        .put("reason", vitals.reason().orElse(null));
        new TreeMap<>(vitals.pipelines()).forEach(program.putObject("pipelines")::put);
        return program.put("inFlight", vitals.inFlight())
                .put("itemsPerSecond", vitals.itemsPerSecond())
                .put("batchFill", vitals.batchFill())
                .put("host", row.member().host())
                .put("instanceID", row.member().instanceID().orElse(null))
                .put("startedAt", row.member().startedAt().toEpochMilli())
                .put("updatedAt", row.updatedAt().toEpochMilli());
    }
}
