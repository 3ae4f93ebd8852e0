package dev.sluice.shared.vector;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

import java.util.Map;
import java.util.function.Consumer;

/** The calls to one table of DynamoDB, whose keys are {@code customerID} and {@code entry}. */
record Vectors(DynamoDbClient dynamodb, String table) {
    static Map<String, AttributeValue> key(String customerID, String entry) {
        return Map.of(
                "customerID",
                AttributeValue.fromS(customerID),
                "entry",
                AttributeValue.fromS(entry));
    }

    static String text(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        return value == null || value.s() == null ? "" : value.s();
    }

    void put(Map<String, AttributeValue> item) {
        try {
            dynamodb.putItem(
                    put ->
                            put.tableName(table)
                                    .item(item)
                                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /**
     * @param newest what {@code :new} is in the condition
     * @return false if it does not hold
     */
    boolean put(Map<String, AttributeValue> item, String condition, String newest) {
        try {
            dynamodb.putItem(
                    put ->
                            put.tableName(table)
                                    .item(item)
                                    .conditionExpression(condition)
                                    .expressionAttributeValues(
                                            Map.of(":new", AttributeValue.fromS(newest)))
                                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /** One item, read consistently; empty if there is none. */
    Map<String, AttributeValue> read(Map<String, AttributeValue> key) {
        try {
            return dynamodb.getItem(
                            get ->
                                    get.tableName(table)
                                            .key(key)
                                            .consistentRead(true)
                                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
                    .item();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    void delete(Map<String, AttributeValue> key) {
        try {
            dynamodb.deleteItem(
                    delete ->
                            delete.tableName(table)
                                    .key(key)
                                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /** Items whose {@code entry} begins so, in order, read consistently, page by page. */
    void beginning(String customerID, String prefix, Consumer<Map<String, AttributeValue>> each) {
        query("customerID = :c AND begins_with(#e, :e)", customerID, prefix, each);
    }

    /** Items whose {@code entry} is this or a later one. */
    void from(String customerID, String first, Consumer<Map<String, AttributeValue>> each) {
        query("customerID = :c AND #e >= :e", customerID, first, each);
    }

    private void query(
            String condition,
            String customerID,
            String entry,
            Consumer<Map<String, AttributeValue>> each) {
        QueryRequest query =
                QueryRequest.builder()
                        .tableName(table)
                        .keyConditionExpression(condition)
                        .expressionAttributeNames(Map.of("#e", "entry"))
                        .expressionAttributeValues(
                                Map.of(
                                        ":c", AttributeValue.fromS(customerID),
                                        ":e", AttributeValue.fromS(entry)))
                        .consistentRead(true)
                        .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                        .build();
        try {
            dynamodb.queryPaginator(query).items().forEach(each);
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private VectorTable.VectorsUnavailable unavailable(SdkException cause) {
        String what =
                cause instanceof ResourceNotFoundException
                        ? "there is no table %s; create it with ops/sluice provision"
                                .formatted(table)
                        : "table %s does not answer: %s".formatted(table, cause.getMessage());
        return new VectorTable.VectorsUnavailable(what, cause);
    }
}
