package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has failed, by why. Of many failures the latest are looked at, ten Queries of a MB each. */
public final class Failures {
    private final DynamoDbClient dynamodb;
    private final String table;

    public Failures(DynamoDbClient dynamodb, String table) {
        this.dynamodb = dynamodb;
        this.table = table;
    }

    /**
     * Failures for one reason, of one pipeline.
     *
     * @param count how many
     * @param customers of how many customers
     * @param latest when the last one failed, ms since 1970
     * @param sentence what the last one's row says
     */
    public record Group(
            String reason,
            String pipeline,
            long count,
            int customers,
            long latest,
            String sentence) {}

    /**
     * All groups, the largest first.
     *
     * @param more whether there are failures that were not looked at, so that counts are at least
     * @param since when the earliest of those looked at failed, ms since 1970; 0: there are none
     */
    public record Groups(List<Group> groups, boolean more, long since) {}

    public Groups groups() {
        Map<List<String>, List<Row>> byReason = new LinkedHashMap<>();
        boolean more = false;
        long since = Long.MAX_VALUE;
        for (QueryResponse page :
                SideBySide.of(Lane.FAILED.partitions(), partition -> latest(partition))) {
            more |= page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty();
            for (Map<String, AttributeValue> item : page.items()) {
                Row row = new Row(item);
                if (failed(row)) {
                    since = Math.min(since, updatedAt(row));
                    byReason.computeIfAbsent(
                                    List.of(RowView.code(row), row.text("pipeline").orElse("")),
                                    key -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        List<Group> groups = new ArrayList<>();
        byReason.forEach((key, rows) -> groups.add(group(key, rows)));
        groups.sort(Comparator.comparingLong(Group::count).reversed());
        return new Groups(List.copyOf(groups), more, groups.isEmpty() ? 0 : since);
    }

    private static Group group(List<String> key, List<Row> rows) {
        Set<String> customers = new HashSet<>();
        rows.forEach(row -> customers.add(row.customerID()));
        Row last = rows.stream().max(Comparator.comparingLong(Failures::updatedAt)).orElseThrow();
        return new Group(
                key.getFirst(),
                key.getLast(),
                rows.size(),
                customers.size(),
                updatedAt(last),
                Optional.ofNullable(RowView.of(last).reason()).orElse(""));
    }

    /**
     * How many have failed since then: those of a MB of each partition at most.
     *
     * @param since when they failed at the earliest
     */
    public long count(Instant since) {
        AttributeValue from = AttributeValue.fromN(Long.toString(since.toEpochMilli()));
        return SideBySide.of(
                        Lane.FAILED.partitions(),
                        partition ->
                                dynamodb.query(
                                        query ->
                                                query.tableName(table)
                                                        .indexName(Lane.FAILED.index())
                                                        .keyConditionExpression(
                                                                "failedShard = :shard AND updatedAt"
                                                                        + " >= :from")
                                                        .expressionAttributeValues(
                                                                Map.of(
                                                                        ":shard",
                                                                        AttributeValue.fromS(
                                                                                partition),
                                                                        ":from",
                                                                        from))
                                                        .select(Select.COUNT)))
                .stream()
                .mapToLong(QueryResponse::count)
                .sum();
    }

    private QueryResponse latest(String partition) {
        return dynamodb.query(
                query ->
                        query.tableName(table)
                                .indexName(Lane.FAILED.index())
                                .keyConditionExpression("failedShard = :shard")
                                .expressionAttributeValues(
                                        Map.of(":shard", AttributeValue.fromS(partition)))
                                .scanIndexForward(false));
    }

    private static boolean failed(Row row) {
        return row.status().filter(Row.Status.FAILED::equals).isPresent();
    }

    private static long updatedAt(Row row) {
        return row.number("updatedAt").orElse(0L);
    }
}
