package dev.sluice.ops.cli.mend;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.dispatcher.backfill.Counts;
import dev.sluice.ops.cli.shell.Table;
import dev.sluice.ops.cli.shell.Table.Column;

import java.util.Map;

/** What a backfill found. */
final class BackfillReport {
    private static final Map<String, String> MEANINGS =
            Map.ofEntries(
                    Map.entry("missing", "had no row"),
                    Map.entry("replaced", "their rows told of an earlier content"),
                    Map.entry("stale", "their rows waited too long"),
                    Map.entry("refused", "had no row, and now a failed one: not taken"),
                    Map.entry("settled", "completed or failed"),
                    Map.entry("waiting", "wait, not too long"),
                    Map.entry("young", "have just come"),
                    Map.entry("expired", "older than rows are kept"),
                    Map.entry("superseded", "a newer upload has their row or results"),
                    Map.entry("gone", "deleted since they were listed"),
                    Map.entry("other", "no uploads, or not asked for"),
                    Map.entry("overtaken", "needed nothing any more"),
                    Map.entry("left", "their queue was full too long"),
                    Map.entry("paused", "their pipeline is paused; resume it, and run this again"));

    private BackfillReport() {}

    static Table table(Counts counts) {
        Table table =
                new Table(
                        Column.text("Found"), Column.number("Objects"), Column.text("Which means"));
        counts.all()
                .forEach(
                        (kind, count) ->
                                table.row(
                                        kind,
                                        "%,d".formatted(count),
                                        MEANINGS.getOrDefault(kind, "")));
        return table;
    }

    static String json(Counts counts, boolean dry, Bill bill) {
        ObjectNode document = new JsonMapper().createObjectNode();
        document.put("dryRun", dry);
        document.put("objects", counts.listed());
        document.put("lacking", counts.lacking());
        document.put("sent", counts.sent());
        counts.all().forEach(document.putObject("found")::put);
        document.put("requests", bill.requests());
        document.put("dollars", bill.dollars());
        return document.toString();
    }
}
