package dev.sluice.shared.job;

import static dev.sluice.shared.job.Attributes.number;
import static dev.sluice.shared.job.Attributes.text;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A change of status and what goes with it. Every change also sets {@code updatedAt}. */
final class RowUpdate {
    private final Map<String, AttributeValue> sets = new LinkedHashMap<>();
    private final StringBuilder removes = new StringBuilder();

    RowUpdate(InstantSource clock, Row.Status status) {
        sets.put("processingStatus", text(status.stored()));
        sets.put("updatedAt", number(clock.millis()));
    }

    void set(String attribute, AttributeValue value) {
        sets.put(attribute, value);
    }

    void remove(String attribute) {
        removes.append(removes.isEmpty() ? " REMOVE " : ", ").append(attribute);
    }

    /**
     * For a row that is not there yet, or tells of an earlier upload, of which nothing may stay.
     */
    void describe(Job job, AttributeValue expiresAt) {
        Attributes.of(job).forEach(this::set);
        List.of(
                        "versionId",
                        "resultKey",
                        "resultOffset",
                        "resultLength",
                        "thumbnailKey",
                        "metadata",
                        "materialType")
                .stream()
                .filter(attribute -> !sets.containsKey(attribute))
                .forEach(this::remove);
        set("createdAt", number(job.eventTime().toEpochMilli()));
        set("expiresAt", expiresAt);
    }

    /**
     * Fills a request.
     *
     * @param condition may name {@code :key}, {@code :generation}, {@code :eventTime} of the job
     *     and statuses, such as {@code :pending}
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
        return request.updateExpression(expression.append(removes).toString())
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values);
    }
}
