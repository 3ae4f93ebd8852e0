package dev.sluice.ops.fleet;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows as their readers get them: by key, by customer, by failure. Never a Scan. */
public final class Rows {
    /** DynamoDB: keys in one BatchGetItem. */
    private static final int BATCH = 100;

    /** How many partitions failures are spread over (NAMES, "Row"). */
    private static final int FAILED_SHARDS = 10;

    private static final String FAILED_INDEX = "failed";

    private final DynamoDbClient dynamodb;
    private final String table;

    public Rows(DynamoDbClient dynamodb, String table) {
        this.dynamodb = dynamodb;
        this.table = table;
    }

    /**
     * The rows that these reach, by {@link Submission#rowID}; read consistently. Rows that DynamoDB
     * has no time for now are left out: ask again.
     */
    public Map<String, Row> of(List<Submission> submissions) {
        Map<String, Row> rows = new HashMap<>();
        for (int from = 0; from < submissions.size(); from += BATCH) {
            List<Map<String, AttributeValue>> keys =
                    submissions.subList(from, Math.min(from + BATCH, submissions.size())).stream()
                            .map(
                                    s ->
                                            Map.of(
                                                    "customerID",
                                                            AttributeValue.fromS(s.customerID()),
                                                    "imageID", AttributeValue.fromS(s.rowID())))
                            .toList();
            BatchGetItemResponse got =
                    dynamodb.batchGetItem(
                            get ->
                                    get.requestItems(
                                            Map.of(
                                                    table,
                                                    KeysAndAttributes.builder()
                                                            .keys(keys)
                                                            .consistentRead(true)
                                                            .build())));
            got.responses()
                    .getOrDefault(table, List.of())
                    .forEach(
                            item -> {
                                Row row = new Row(item);
                                rows.put(row.rowID(), row);
                            });
        }
        return rows;
    }

    /**
     * A customer's newest rows. The sort key is the image's ID, so the whole partition is read.
     *
     * @param failedOnly whether to leave out all but failures
     */
    public List<Row> newest(String customer, boolean failedOnly, int most) {
        return dynamodb
                .queryPaginator(
                        query ->
                                query.tableName(table)
                                        .keyConditionExpression("customerID = :customer")
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":customer",
                                                        AttributeValue.fromS(customer))))
                .items()
                .stream()
                .map(Row::new)
                .filter(row -> !failedOnly || failed(row))
                .sorted(newestFirst("createdAt"))
                .limit(most)
                .toList();
    }

    /** The last failures of all customers. */
    public List<Row> failures(int most) {
        List<Row> failures = new ArrayList<>();
        for (int shard = 0; shard < FAILED_SHARDS; shard++) {
            AttributeValue partition = AttributeValue.fromS(Integer.toString(shard));
            dynamodb.query(
                            query ->
                                    query.tableName(table)
                                            .indexName(FAILED_INDEX)
                                            .keyConditionExpression("failedShard = :shard")
                                            .expressionAttributeValues(Map.of(":shard", partition))
                                            .scanIndexForward(false)
                                            .limit(most))
                    .items()
                    .forEach(item -> failures.add(new Row(item)));
        }
        return failures.stream()
                // one that is redriven stays until its job is sent
                .filter(Rows::failed)
                .sorted(newestFirst("updatedAt"))
                .limit(most)
                .toList();
    }

    /** One round of questions, for what a submission waits for. */
    public Map<Sent, Row> settled(List<Sent> open) {
        Map<String, Row> rows = of(open.stream().map(Sent::submission).toList());
        Map<Sent, Row> settled = new HashMap<>();
        for (Sent sent : open) {
            Optional.ofNullable(rows.get(sent.submission().rowID()))
                    .filter(sent::settledBy)
                    .ifPresent(row -> settled.put(sent, row));
        }
        return settled;
    }

    /** What came of an upload, in a line: what was found, or why it failed; else empty. */
    public static String outcome(Row row) {
        return (failed(row) ? row.text("failureReason") : row.headline()).orElse("");
    }

    private static boolean failed(Row row) {
        return row.status().equals(Optional.of(Row.Status.FAILED));
    }

    private static Comparator<Row> newestFirst(String time) {
        return Comparator.comparing((Row row) -> row.number(time).orElse(0L)).reversed();
    }
}
