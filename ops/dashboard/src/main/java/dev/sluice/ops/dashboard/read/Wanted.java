package dev.sluice.ops.dashboard.read;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows somebody looks for; an empty text: any.
 *
 * @param customer whole
 * @param item what the row's sort key begins with, or has in it
 * @param status as stored
 * @param pipeline by name
 * @param reason the code of a failed row's reason
 */
public record Wanted(String customer, String item, String status, String pipeline, String reason) {
    /** Whatever there is. */
    public static final Wanted ALL = new Wanted("", "", "", "", "");

    /** Failed for one reason, of one pipeline. */
    public static Wanted failed(String pipeline, String reason) {
        return new Wanted("", "", "failed", pipeline, reason);
    }

    String filter() {
        List<String> parts = new ArrayList<>();
        if (!customer.isEmpty()) {
            parts.add("customerID = :customer");
        }
        if (!item.isEmpty()) {
            parts.add("contains(imageID, :item)");
        }
        if (!status.isEmpty()) {
            parts.add("processingStatus = :status");
        }
        if (!pipeline.isEmpty()) {
            parts.add("pipeline = :pipeline");
        }
        if (!reason.isEmpty()) {
            parts.add("begins_with(failureReason, :reason)");
        }
        return String.join(" AND ", parts);
    }

    Map<String, AttributeValue> values() {
        Map<String, AttributeValue> values = new HashMap<>();
        put(values, ":customer", customer);
        put(values, ":item", item);
        put(values, ":status", status);
        put(values, ":pipeline", pipeline);
        put(values, ":reason", reason.isEmpty() ? "" : reason + ":");
        return values;
    }

    private static void put(Map<String, AttributeValue> values, String name, String value) {
        if (!value.isEmpty()) {
            values.put(name, AttributeValue.fromS(value));
        }
    }

    Wanted withoutStatus() {
        return new Wanted(customer, item, "", pipeline, reason);
    }

    boolean filters() {
        return !filter().isEmpty();
    }
}
