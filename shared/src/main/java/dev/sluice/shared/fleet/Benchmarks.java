package dev.sluice.shared.fleet;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The last measurement of each pipeline that somebody kept for others to see, a row a pipeline. */
public final class Benchmarks {
    private static final String PREFIX = "benchmark#";

    private final FleetTable table;

    Benchmarks(FleetTable table) {
        this.table = table;
    }

    /**
     * What was measured by {@code pipeline check} on one machine, beside the fleet.
     *
     * @param at when
     * @param version that was measured
     * @param machine on which, for people
     * @param cpuMillis CPU time of a picture, one at a time, from the file's bytes to the finding
     * @param perSecond pictures a second of the slowest model at its best size of batch; 0 if the
     *     pipeline has no model
     * @param batch that size
     */
    public record Benchmark(
            Instant at,
            String version,
            String machine,
            double cpuMillis,
            double perSecond,
            int batch) {}

    /** By pipeline, as they are or were a moment ago. */
    public Map<String, Benchmark> glance() {
        Map<String, Benchmark> all = new HashMap<>();
        for (Map<String, AttributeValue> row : table.glance(PREFIX)) {
            String pipeline = Stored.text(row, "item").orElse(PREFIX).substring(PREFIX.length());
            all.put(
                    pipeline,
                    new Benchmark(
                            Instant.ofEpochMilli((long) Stored.number(row, "measuredAt")),
                            Stored.text(row, "version").orElse(""),
                            Stored.text(row, "machine").orElse(""),
                            Stored.number(row, "cpuMillis"),
                            Stored.number(row, "perSecond"),
                            (int) Stored.number(row, "batchSize")));
        }
        return all;
    }

    /** Puts it in the place of the one before. */
    public void keep(String pipeline, Benchmark benchmark) {
        table.update(
                PREFIX + pipeline,
                UpdateItemRequest.builder()
                        .updateExpression(
                                "SET measuredAt = :at, version = :version, machine = :machine,"
                                        + " cpuMillis = :cpu, perSecond = :rate, batchSize ="
                                        + " :batch")
                        .expressionAttributeValues(
                                Map.of(
                                        ":at", Stored.number(benchmark.at().toEpochMilli()),
                                        ":version", AttributeValue.fromS(benchmark.version()),
                                        ":machine", AttributeValue.fromS(benchmark.machine()),
                                        ":cpu", Stored.precise(benchmark.cpuMillis()),
                                        ":rate", Stored.precise(benchmark.perSecond()),
                                        ":batch", Stored.number(benchmark.batch()))));
    }
}
