package dev.sluice.ops.fleet.erase;

import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.time.Backoff;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One customer's rows, by a Query.
 *
 * @param rest lets time pass
 */
record CustomerRows(DynamoDbClient dynamodb, String table, Consumer<Duration> rest) {
    /** DynamoDB: writes in one request. */
    private static final int BATCH = 25;

    /** Of what DynamoDB has no time for: more than half a minute. */
    private static final int TRIES = 15;

    private static final List<String> KEYS = List.of("customerID", "imageID");

    /** Page by page. */
    Stream<List<Row>> of(String customer) {
        return dynamodb
                .queryPaginator(
                        query ->
                                query.tableName(table)
                                        .keyConditionExpression("customerID = :customer")
                                        .expressionAttributeValues(
                                                Map.of(":customer", AttributeValue.fromS(customer)))
                                        .consistentRead(true)
                                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .stream()
                .map(QueryResponse::items)
                .map(items -> items.stream().map(Row::new).toList());
    }

    /**
     * Removes them, whatever they say by now.
     *
     * @throws StartFailure if DynamoDB has no time for them, time and again
     */
    void delete(List<Row> rows) {
        for (int from = 0; from < rows.size(); from += BATCH) {
            List<WriteRequest> writes =
                    rows.subList(from, Math.min(from + BATCH, rows.size())).stream()
                            .map(CustomerRows::delete)
                            .toList();
            Map<String, List<WriteRequest>> left = unprocessed(Map.of(table, writes));
            Backoff backoff = backoff();
            for (int tries = 1; !left.isEmpty(); tries++) {
                if (tries == TRIES) {
                    throw new StartFailure(
                            "table %s has no time for deletes and left %d rows after %d tries; run this again when it is less busy, or raise its write limit"
                                    .formatted(
                                            table,
                                            left.getOrDefault(table, List.of()).size(),
                                            tries));
                }
                rest.accept(backoff.after(tries));
                left = unprocessed(left);
            }
        }
    }

    private static Backoff backoff() {
        return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), 0.5, new SecureRandom());
    }

    /** What DynamoDB had no time for. */
    private Map<String, List<WriteRequest>> unprocessed(Map<String, List<WriteRequest>> writes) {
        return dynamodb.batchWriteItem(
                        write ->
                                write.requestItems(writes)
                                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                .unprocessedItems();
    }

    private static WriteRequest delete(Row row) {
        Map<String, AttributeValue> key =
                Map.of(
                        KEYS.get(0), Objects.requireNonNull(row.item().get(KEYS.get(0))),
                        KEYS.get(1), Objects.requireNonNull(row.item().get(KEYS.get(1))));
        return WriteRequest.builder().deleteRequest(delete -> delete.key(key)).build();
    }
}
