package dev.sluice.shared.job;

import static dev.sluice.shared.job.Attributes.number;
import static dev.sluice.shared.job.Attributes.text;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A change of status and what goes with it. Every change also sets {@code updatedAt}. It touches
 * attributes of ours alone: applications keep their own in the same row.
 */
final class RowUpdate {
    private final Map<String, AttributeValue> sets = new LinkedHashMap<>();
    private final Set<String> removes = new TreeSet<>();

    RowUpdate(InstantSource clock, Row.Status status) {
        sets.put("processingStatus", text(status.stored()));
        sets.put("updatedAt", number(clock.millis()));
    }

    void set(String attribute, AttributeValue value) {
        sets.put(attribute, value);
    }

    void remove(String attribute) {
        removes.add(attribute);
    }

    /**
     * For a row that is not there yet, or tells of an earlier upload, of which nothing may stay:
     * whatever of an upload is not set by the request is removed. What was set before stands.
     */
    void describe(Job job, AttributeValue expiresAt) {
        Attributes.of(job).forEach(sets::putIfAbsent);
        sets.putIfAbsent("createdAt", number(job.eventTime().toEpochMilli()));
        sets.put("expiresAt", expiresAt);
        removes.addAll(Attributes.OF_ONE_UPLOAD);
    }

    /**
     * Fills a request.
     *
     * @param condition may name {@code :key}, {@code :generation}, {@code :eventTime} of the job,
     *     statuses, such as {@code :pending}, and {@code :none}
     */
    UpdateItemRequest.Builder under(String condition, Job job, UpdateItemRequest.Builder request) {
        StringBuilder expression = new StringBuilder();
        Map<String, AttributeValue> values = Attributes.namedIn(condition, job);
        Map<String, String> names = new HashMap<>();
        sets.forEach(
                (attribute, value) -> {
                    String number = Integer.toString(names.size());
                    expression
                            .append(expression.isEmpty() ? "SET " : ", ")
                            .append("#a" + number + " = :v" + number);
                    names.put("#a" + number, attribute);
                    values.put(":v" + number, value);
                });
        Set<String> unset = new TreeSet<>(removes);
        unset.removeAll(sets.keySet());
        if (!unset.isEmpty()) {
            expression.append(" REMOVE ").append(String.join(", ", unset));
        }
        return request.updateExpression(expression.toString())
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values);
    }
}
