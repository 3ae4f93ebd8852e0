package dev.sluice.ops.fleet.erase;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** One customer's rows, by a Query. */
record CustomerRows(DynamoDbClient dynamodb, String table) {
    /** DynamoDB: writes in one request. */
    private static final int BATCH = 25;

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

    /** Removes them, whatever they say by now. */
    void delete(List<Row> rows) {
        for (int from = 0; from < rows.size(); from += BATCH) {
            List<WriteRequest> writes =
                    rows.subList(from, Math.min(from + BATCH, rows.size())).stream()
                            .map(CustomerRows::delete)
                            .toList();
            Map<String, List<WriteRequest>> left = Map.of(table, writes);
            while (!left.isEmpty()) { // what DynamoDB had no time for
                Map<String, List<WriteRequest>> now = left;
                left =
                        dynamodb.batchWriteItem(
                                        write ->
                                                write.requestItems(now)
                                                        .returnConsumedCapacity(
                                                                ReturnConsumedCapacity.TOTAL))
                                .unprocessedItems();
            }
        }
    }

    private static WriteRequest delete(Row row) {
        Map<String, AttributeValue> key =
                Map.of(
                        KEYS.get(0), Objects.requireNonNull(row.item().get(KEYS.get(0))),
                        KEYS.get(1), Objects.requireNonNull(row.item().get(KEYS.get(1))));
        return WriteRequest.builder().deleteRequest(delete -> delete.key(key)).build();
    }
}
