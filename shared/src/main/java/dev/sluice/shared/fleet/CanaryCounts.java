package dev.sluice.shared.fleet;

import dev.sluice.shared.release.CanaryCount;
import dev.sluice.shared.release.CanaryCount.Jobs;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.util.Map;

/** How canaries do, over all workers: a row for each release that was one. */
public final class CanaryCounts {
    private final FleetTable table;

    CanaryCounts(FleetTable table) {
        this.table = table;
    }

    public CanaryCount of(String pipeline, String version) {
        return count(table.row(item(pipeline, version)));
    }

    /**
     * Adds what a worker has counted since it last did.
     *
     * @return all of it
     */
    public CanaryCount add(String pipeline, String version, CanaryCount more) {
        return count(
                table.update(
                                item(pipeline, version),
                                UpdateItemRequest.builder()
                                        .updateExpression(
                                                "ADD jobs :jobs, failed :failed, millis :millis,"
                                                        + " liveJobs :liveJobs, liveFailed"
                                                        + " :liveFailed, liveMillis :liveMillis")
                                        .expressionAttributeValues(values(more)))
                        .orElse(Map.of()));
    }

    /** Begins anew. */
    public void clear(String pipeline, String version) {
        table.update(
                item(pipeline, version),
                UpdateItemRequest.builder()
                        .updateExpression(
                                "SET jobs = :jobs, failed = :failed, millis = :millis, liveJobs ="
                                        + " :liveJobs, liveFailed = :liveFailed, liveMillis ="
                                        + " :liveMillis")
                        .expressionAttributeValues(values(CanaryCount.NONE)));
    }

    private static String item(String pipeline, String version) {
        return "canary#" + pipeline + "#" + version;
    }

    private static Map<String, AttributeValue> values(CanaryCount count) {
        return Map.of(
                ":jobs", Stored.number(count.canary().done()),
                ":failed", Stored.number(count.canary().failed()),
                ":millis", Stored.precise(count.canary().millis()),
                ":liveJobs", Stored.number(count.live().done()),
                ":liveFailed", Stored.number(count.live().failed()),
                ":liveMillis", Stored.precise(count.live().millis()));
    }

    private static CanaryCount count(Map<String, AttributeValue> row) {
        return new CanaryCount(
                new Jobs(
                        (long) Stored.number(row, "jobs"),
                        (long) Stored.number(row, "failed"),
                        Stored.number(row, "millis")),
                new Jobs(
                        (long) Stored.number(row, "liveJobs"),
                        (long) Stored.number(row, "liveFailed"),
                        Stored.number(row, "liveMillis")));
    }
}
