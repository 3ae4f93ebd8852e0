package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;
import java.util.Optional;

/** Rows by their keys, as they are now. */
public record OneRow(DynamoDbClient dynamodb, String table) {
    public Optional<Row> of(String customer, String item) {
        if (customer.isEmpty() || item.isEmpty()) {
            return Optional.empty(); // no key may be
        }
        Map<String, AttributeValue> found =
                dynamodb.getItem(
                                get ->
                                        get.tableName(table)
                                                .key(
                                                        Map.of(
                                                                "customerID",
                                                                AttributeValue.fromS(customer),
                                                                "imageID",
                                                                AttributeValue.fromS(item)))
                                                .consistentRead(true))
                        .item();
        return found.isEmpty() ? Optional.empty() : Optional.of(new Row(found));
    }
}
