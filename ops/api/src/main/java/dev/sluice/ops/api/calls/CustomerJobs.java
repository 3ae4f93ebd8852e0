package dev.sluice.ops.api.calls;

import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A customer's rows by their sort keys, a page at a time. Only that customer's partition is read,
 * whatever a caller says where to go on.
 */
record CustomerJobs(DynamoDbClient dynamodb, String table) {
    /** Queries of a page, of a MB each at most: where a filter leaves little, the page is short. */
    private static final int READS = 5;

    private static final int ROWS_OF_A_READ = 1000;

    /**
     * What is listed.
     *
     * @param prefix of the sort key; empty: any
     * @param status as stored; empty: any
     * @param pipeline by name; empty: any
     * @param from the sort key after which to begin
     */
    record Wanted(
            String customer,
            Optional<String> prefix,
            Optional<String> status,
            Optional<String> pipeline,
            Optional<String> from) {}

    /**
     * @param next where to go on; empty: there are no more
     */
    record Page(List<Row> rows, Optional<String> next) {}

    Page of(Wanted wanted, int most) {
        List<Row> rows = new ArrayList<>();
        Optional<String> from = wanted.from();
        String prefix = wanted.prefix().orElse("");
        if (from.filter(item -> !item.startsWith(prefix)).isPresent()) { // DynamoDB refuses it
            if (from.get().compareTo(prefix) > 0) {
                return new Page(rows, Optional.empty());
            }
            from = Optional.empty();
        }
        for (int reads = 0; reads < READS; reads++) {
            QueryResponse read = read(wanted, from, most);
            for (Map<String, AttributeValue> item : read.items()) {
                Row row = new Row(item);
                rows.add(row);
                if (rows.size() == most) {
                    boolean last =
                            item.equals(read.items().getLast())
                                    && read.lastEvaluatedKey().isEmpty();
                    return new Page(rows, last ? Optional.empty() : Optional.of(row.rowID()));
                }
            }
            if (read.lastEvaluatedKey().isEmpty()) {
                return new Page(rows, Optional.empty());
            }
            from = Optional.of(new Row(read.lastEvaluatedKey()).rowID());
        }
        return new Page(rows, from);
    }

    private QueryResponse read(Wanted wanted, Optional<String> from, int most) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":customer", AttributeValue.fromS(wanted.customer()));
        wanted.prefix().ifPresent(text -> values.put(":prefix", AttributeValue.fromS(text)));
        wanted.status().ifPresent(text -> values.put(":status", AttributeValue.fromS(text)));
        wanted.pipeline().ifPresent(text -> values.put(":pipeline", AttributeValue.fromS(text)));
        List<String> filters = new ArrayList<>();
        wanted.status().ifPresent(any -> filters.add("processingStatus = :status"));
        wanted.pipeline().ifPresent(any -> filters.add("pipeline = :pipeline"));
        @Nullable Map<String, AttributeValue> start =
                from.map(
                                item ->
                                        Map.of(
                                                "customerID",
                                                AttributeValue.fromS(wanted.customer()),
                                                "imageID",
                                                AttributeValue.fromS(item)))
                        .orElse(null);
        return dynamodb.query(
                query ->
                        query.tableName(table)
                                .keyConditionExpression(
                                        "customerID = :customer"
                                                + (wanted.prefix().isPresent()
                                                        ? " AND begins_with(imageID, :prefix)"
                                                        : ""))
                                .filterExpression(
                                        filters.isEmpty() ? null : String.join(" AND ", filters))
                                .expressionAttributeValues(values)
                                .exclusiveStartKey(start)
                                .limit(filters.isEmpty() ? most : ROWS_OF_A_READ));
    }
}
