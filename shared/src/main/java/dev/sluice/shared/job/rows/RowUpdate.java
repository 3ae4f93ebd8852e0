package dev.sluice.shared.job.rows;

import static dev.sluice.shared.job.rows.Attributes.number;
import static dev.sluice.shared.job.rows.Attributes.text;

import dev.sluice.shared.Settings.Index;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A change of status and what goes with it. Every change also sets {@code updatedAt}. It touches
 * attributes of ours alone: applications keep their own in the same row.
 */
final class RowUpdate {
    private final InstantSource clock;
    private final Row.Status status;
    private final Map<String, AttributeValue> sets = new LinkedHashMap<>();
    private final Set<String> removes = new TreeSet<>();
    private final Map<String, AttributeValue> compared = new HashMap<>();

    RowUpdate(InstantSource clock, Row.Status status) {
        this.clock = clock;
        this.status = status;
        sets.put("processingStatus", text(status.stored()));
        sets.put("updatedAt", number(clock.millis()));
    }

    Row.Status status() {
        return status;
    }

    void set(String attribute, AttributeValue value) {
        sets.put(attribute, value);
    }

    /** Carries the key of an index. The other half of it is {@code updatedAt}. */
    void enter(Index index, Job job) {
        AttributeValue status = sets.get("processingStatus");
        if (status != null) { // else it is no change of status, and the row stays where it is
            String of =
                    switch (index) {
                        case RECENT ->
                                job.eventTime().atOffset(ZoneOffset.UTC).toLocalDate().toString();
                        case STATUS -> status.s();
                    };
            set(Attributes.shardOf(index), text(of + "#" + Attributes.shard(job).s()));
        }
    }

    /** What an attribute is set to. */
    Optional<AttributeValue> value(String attribute) {
        return Optional.ofNullable(sets.get(attribute));
    }

    void remove(String... attributes) {
        removes.addAll(Set.of(attributes));
    }

    /** Gives a condition a value beyond those of the job. */
    void compare(String name, AttributeValue value) {
        compared.put(name, value);
    }

    /**
     * For a row that is not there yet, or tells of an earlier upload, of which nothing may stay:
     * whatever of an upload is not set by the request is removed. What was set before stands.
     */
    void describe(Job job, Pipeline pipeline) {
        Attributes.of(job).forEach(sets::putIfAbsent);
        sets.putIfAbsent("createdAt", number(job.eventTime().toEpochMilli()));
        sets.put("expiresAt", Attributes.expiry(clock, pipeline.retention()));
        removes.addAll(Attributes.ofOneUpload(pipeline));
    }

    /**
     * Fills a request.
     *
     * @param condition one of {@link Conditions}
     */
    UpdateItemRequest.Builder under(String condition, Job job, UpdateItemRequest.Builder request) {
        Map<String, AttributeValue> values = Conditions.values(condition, job);
        values.putAll(compared);
        Map<String, String> names = new HashMap<>();
        StringBuilder expression = new StringBuilder();
        sets.forEach(
                (attribute, value) -> {
                    String number = Integer.toString(names.size());
                    expression
                            .append(expression.isEmpty() ? "SET " : ", ")
                            .append("#a" + number + " = :v" + number);
                    names.put("#a" + number, attribute);
                    values.put(":v" + number, value);
                });
        String before = " REMOVE ";
        for (String attribute :
                unset()) { // by a stand-in too, for a pipeline's may be a word of DynamoDB's
            String name = "#a" + names.size();
            expression.append(before).append(name);
            names.put(name, attribute);
            before = ", ";
        }
        return request.updateExpression(expression.toString())
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values);
    }

    private Set<String> unset() {
        Set<String> unset = new TreeSet<>(removes);
        unset.removeAll(sets.keySet());
        return unset;
    }

    /**
     * The same as a statement of PartiQL under {@link Conditions#THIS_AND_NOT_COMPLETED}. Unlike a
     * request it makes no row that is not there.
     *
     * @param key of the row
     */
    BatchStatementRequest statement(String table, Job job, Map<String, AttributeValue> key) {
        List<AttributeValue> values = new ArrayList<>();
        StringBuilder statement = new StringBuilder(512).append("UPDATE \"" + table + "\"");
        sets.forEach(
                (attribute, value) -> {
                    statement.append(" SET \"").append(attribute).append("\" = ?");
                    values.add(value);
                });
        unset().forEach(name -> statement.append(" REMOVE \"").append(name).append('"'));
        String before = " WHERE \"";
        for (Map.Entry<String, AttributeValue> part : key.entrySet()) {
            statement.append(before).append(part.getKey()).append("\" = ?");
            values.add(part.getValue());
            before = " AND \"";
        }
        statement.append(" AND ").append(Conditions.THIS_AND_NOT_COMPLETED_STATEMENT);
        values.addAll(Conditions.statementValues(job));
        return BatchStatementRequest.builder()
                .statement(statement.toString())
                .parameters(values)
                .build();
    }
}
