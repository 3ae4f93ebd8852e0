package dev.sluice.shared.fleet;

import dev.sluice.shared.release.Comparison;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.util.Map;

/** What came of a shadow, over all workers: a row for each release that was one. */
public final class Comparisons {
    private final FleetTable table;

    Comparisons(FleetTable table) {
        this.table = table;
    }

    public Comparison of(String pipeline, String version) {
        return comparison(table.row(item(pipeline, version)));
    }

    /**
     * Adds what a worker has compared since it last did.
     *
     * @return all of it
     */
    public Comparison add(String pipeline, String version, Comparison more) {
        return comparison(
                table.update(
                                item(pipeline, version),
                                UpdateItemRequest.builder()
                                        .updateExpression(
                                                "ADD jobs :jobs, agreed :agreed, failed :failed,"
                                                        + " shift :shift, liveMillis :live, millis"
                                                        + " :millis")
                                        .expressionAttributeValues(values(more)))
                        .orElse(Map.of()));
    }

    /** Begins anew. */
    public void clear(String pipeline, String version) {
        table.update(
                item(pipeline, version),
                UpdateItemRequest.builder()
                        .updateExpression(
                                "SET jobs = :jobs, agreed = :agreed, failed = :failed, shift ="
                                        + " :shift, liveMillis = :live, millis = :millis")
                        .expressionAttributeValues(values(Comparison.NONE)));
    }

    private static String item(String pipeline, String version) {
        return "shadow#" + pipeline + "#" + version;
    }

    private static Map<String, AttributeValue> values(Comparison comparison) {
        return Map.of(
                ":jobs", Stored.number(comparison.jobs()),
                ":agreed", Stored.number(comparison.agreed()),
                ":failed", Stored.number(comparison.failed()),
                ":shift", Stored.precise(comparison.shift()),
                ":live", Stored.precise(comparison.liveMillis()),
                ":millis", Stored.precise(comparison.millis()));
    }

    private static Comparison comparison(Map<String, AttributeValue> row) {
        return new Comparison(
                (long) Stored.number(row, "jobs"),
                (long) Stored.number(row, "agreed"),
                (long) Stored.number(row, "failed"),
                Stored.number(row, "shift"),
                Stored.number(row, "liveMillis"),
                Stored.number(row, "millis"));
    }
}
