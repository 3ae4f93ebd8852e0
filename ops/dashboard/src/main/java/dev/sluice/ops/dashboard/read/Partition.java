package dev.sluice.ops.dashboard.read;

import dev.sluice.shared.job.Row;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The rows of one partition of an index, the latest change first, read a page at a time. */
final class Partition {
    private final QueryRequest query;
    private final String attribute;
    private final Deque<Row> rows = new ArrayDeque<>();

    /** After which the next page begins; null before the first. */
    private @Nullable Map<String, AttributeValue> readTo;

    /** After which whoever goes on begins. */
    private @Nullable Place takenTo;

    private boolean read;

    /**
     * @param page rows to read at a time
     * @param after where to begin; null: at the latest
     */
    Partition(Lane lane, String name, Wanted wanted, int page, @Nullable Place after) {
        Map<String, AttributeValue> values = new HashMap<>(wanted.values());
        values.put(":shard", AttributeValue.fromS(name));
        QueryRequest.Builder builder =
                QueryRequest.builder()
                        .indexName(lane.index())
                        .keyConditionExpression(lane.attribute() + " = :shard")
                        .expressionAttributeValues(values)
                        .scanIndexForward(false)
                        .limit(page);
        if (!wanted.filter().isEmpty()) {
            builder.filterExpression(wanted.filter());
        }
        this.query = builder.build();
        this.attribute = lane.attribute();
        this.takenTo = after;
        this.readTo = after == null ? null : after.key(attribute, name);
    }

    /** Whether a page must be read before it is known which row is next. */
    boolean hungry() {
        return rows.isEmpty() && !read;
    }

    void read(DynamoDbClient dynamodb, String table) {
        QueryResponse page =
                dynamodb.query(
                        query.toBuilder().tableName(table).exclusiveStartKey(readTo).build());
        page.items().forEach(item -> rows.add(new Row(item)));
        read = !page.hasLastEvaluatedKey() || page.lastEvaluatedKey().isEmpty();
        if (!read) {
            readTo = page.lastEvaluatedKey();
            if (rows.isEmpty()) {
                takenTo = Place.of(page.lastEvaluatedKey());
            }
        }
    }

    /** The next row's time; the latest that it can be, where it is not read yet. */
    long nextAt() {
        Row next = rows.peek();
        if (next != null) {
            return next.number("updatedAt").orElse(0L);
        }
        if (read) {
            return Long.MIN_VALUE;
        }
        return takenTo == null ? Long.MAX_VALUE : takenTo.updatedAt();
    }

    boolean ready() {
        return !rows.isEmpty();
    }

    Row take() {
        Row row = rows.remove();
        takenTo = Place.of(row.item());
        return row;
    }

    /** Where whoever goes on begins; null: at the latest. */
    @Nullable Place takenTo() {
        return takenTo;
    }

    /** Whether nothing is left. */
    boolean done() {
        return rows.isEmpty() && read;
    }
}
