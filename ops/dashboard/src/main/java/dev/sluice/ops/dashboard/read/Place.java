package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.job.Row;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.Map;

/** A row's place in an index, right or wrong: DynamoDB asks for no row to be there. */
record Place(long updatedAt, String customerID, String rowID) {
    static Place of(Map<String, AttributeValue> key) {
        Row row = new Row(key);
        return new Place(row.number("updatedAt").orElse(0L), row.customerID(), row.rowID());
    }

    Map<String, AttributeValue> key(String attribute, String partition) {
        return Map.of(
                attribute,
                AttributeValue.fromS(partition),
                "updatedAt",
                AttributeValue.fromN(Long.toString(updatedAt)),
                "customerID",
                AttributeValue.fromS(customerID),
                "imageID",
                AttributeValue.fromS(rowID));
    }
}
