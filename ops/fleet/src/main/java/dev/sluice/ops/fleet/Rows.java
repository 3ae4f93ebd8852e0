package dev.sluice.ops.fleet;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

    /** How many partitions an index's rows are spread over (NAMES, "Row"). */
    private static final int SHARDS = 10;

    private static final String FAILED_INDEX = "failed";
    private static final String RECENT_INDEX = "recent";

    /** How far back the newest are looked for, by the day of their upload. */
    private static final int DAYS = 7;

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
                            .distinct() // parts of one upload have one row
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
        List<Row> failures = last(FAILED_INDEX, "", most);
        failures.removeIf(row -> !failed(row)); // one that is redriven stays until its job is sent
        return newest(failures, most);
    }

    /**
     * The rows of all customers that changed last, of uploads of today and yesterday; and of
     * earlier days, back to a week, only as long as there are too few.
     *
     * @param now by whose date today is
     * @throws StartFailure if the table has no such index
     */
    public List<Row> recent(Instant now, int most) {
        LocalDate today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        List<Row> found = new ArrayList<>();
        for (int day = 0; day < DAYS && (day < 2 || found.size() < most); day++) {
            found.addAll(last(RECENT_INDEX, today.minusDays(day) + "#", most));
        }
        return newest(found, most);
    }

    private static List<Row> newest(List<Row> rows, int most) {
        return rows.stream().sorted(newestFirst("updatedAt")).limit(most).toList();
    }

    /** The last changed of each shard of an index. */
    private List<Row> last(String index, String before, int most) {
        List<Row> last = new ArrayList<>();
        try {
            for (int shard = 0; shard < SHARDS; shard++) {
                AttributeValue partition = AttributeValue.fromS(before + shard);
                dynamodb.query(
                                query ->
                                        query.tableName(table)
                                                .indexName(index)
                                                .keyConditionExpression(index + "Shard = :shard")
                                                .expressionAttributeValues(
                                                        Map.of(":shard", partition))
                                                .scanIndexForward(false)
                                                .limit(most))
                        .items()
                        .forEach(item -> last.add(new Row(item)));
            }
        } catch (DynamoDbException e) {
            if (String.valueOf(e.getMessage()).contains("specified index")) {
                throw new StartFailure(
                        "table %s has no index %s; set SLUICE_INDEXES=%s for all programs and run `ops/sluice provision`"
                                .formatted(table, index, index),
                        e);
            }
            throw e;
        }
        return last;
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
