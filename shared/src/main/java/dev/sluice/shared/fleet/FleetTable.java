package dev.sluice.shared.fleet;

import dev.sluice.shared.Settings;
import dev.sluice.shared.time.Ticker;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The table by which the programs of a fleet know of each other: a row a {@link Member}, a row a
 * paused pipeline, a row a lock. All rows of a fleet are one partition, so that one Query reads
 * them, and no Scan is ever needed.
 *
 * <p>Throws {@link FleetUnavailable} when DynamoDB cannot be reached or refuses.
 */
public final class FleetTable {
    private static final String BEGINNING = "fleet = :fleet AND begins_with(#item, :prefix)";

    /** Of a glance, for each MB of rows; a scraper waits 10 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DynamoDbClient dynamodb;
    private final String table;
    private final String fleet;
    private final InstantSource clock;

    /**
     * @param fleet whose rows these are: the prefix of its queues
     */
    public FleetTable(DynamoDbClient dynamodb, String table, String fleet, InstantSource clock) {
        this.dynamodb = dynamodb;
        this.table = table;
        this.fleet = fleet;
        this.clock = clock;
    }

    /** The fleet that the settings name. */
    public static FleetTable of(Settings settings, DynamoDbClient dynamodb, InstantSource clock) {
        return new FleetTable(dynamodb, settings.fleetTable(), settings.queuePrefix(), clock);
    }

    /** DynamoDB is out of reach, throttles or refuses, or there is no such table. */
    public static final class FleetUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        FleetUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Its members, as they tell of themselves. */
    public Members members() {
        return new Members(this);
    }

    /** Which of its pipelines are paused. */
    public PauseSwitch pauses() {
        return new PauseSwitch(this);
    }

    /** Which releases of its pipelines do what. */
    public Lineups lineups() {
        return new Lineups(this);
    }

    /** How releases do that are tried on some customers. */
    public CanaryCounts canaries() {
        return new CanaryCounts(this);
    }

    /** What people measured of its pipelines. */
    public Benchmarks benchmarks() {
        return new Benchmarks(this);
    }

    /** What came of releases that were shadows. */
    public Comparisons comparisons() {
        return new Comparisons(this);
    }

    /**
     * A lock that at most one program of the fleet holds, and nobody yet.
     *
     * @param name of what it guards, {@code backfill} for example
     * @param owner shown to those who do not get it
     * @param lease how long it is held after the last {@link FleetLock#extend}
     */
    public FleetLock lock(String name, String owner, Duration lease, Ticker ticker) {
        return new FleetLock(this, name, owner, lease, ticker);
    }

    InstantSource clock() {
        return clock;
    }

    Map<String, AttributeValue> key(String item) {
        return Map.of("fleet", AttributeValue.fromS(fleet), "item", AttributeValue.fromS(item));
    }

    /** Rows whose sort key begins so, read consistently; as they come, whether expired or not. */
    List<Map<String, AttributeValue>> rows(String prefix) {
        return rows(prefix, query -> query.consistentRead(true));
    }

    /**
     * The same as they are, or were a moment ago, at half the price, and soon or not at all: for
     * figures.
     */
    List<Map<String, AttributeValue>> glance(String prefix) {
        return rows(
                prefix,
                query -> query.overrideConfiguration(call -> call.apiCallTimeout(PATIENCE)));
    }

    private List<Map<String, AttributeValue>> rows(
            String prefix, Consumer<QueryRequest.Builder> manner) {
        try {
            return dynamodb
                    .queryPaginator(
                            query ->
                                    query.tableName(table)
                                            .keyConditionExpression(BEGINNING)
                                            .expressionAttributeNames(Map.of("#item", "item"))
                                            .expressionAttributeValues(
                                                    Map.of(
                                                            ":fleet", AttributeValue.fromS(fleet),
                                                            ":prefix",
                                                                    AttributeValue.fromS(prefix)))
                                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                                            .applyMutation(manner))
                    .items()
                    .stream()
                    .toList();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    Map<String, AttributeValue> row(String item) {
        try {
            return dynamodb.getItem(get -> get.tableName(table).key(key(item)).consistentRead(true))
                    .item();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    /**
     * Writes one row, whole or not at all.
     *
     * @return all of it as it is now; empty if its condition does not hold
     */
    Optional<Map<String, AttributeValue>> update(String item, UpdateItemRequest.Builder update) {
        try {
            return Optional.of(
                    dynamodb.updateItem(
                                    update.tableName(table)
                                            .key(key(item))
                                            .returnValues(ReturnValue.ALL_NEW)
                                            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                                            .build())
                            .attributes());
        } catch (ConditionalCheckFailedException e) {
            return Optional.empty();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private FleetUnavailable unavailable(SdkException cause) {
        String what =
                cause instanceof ResourceNotFoundException
                        ? "there is no table %s; create it with ops/sluice provision"
                                .formatted(table)
                        : "table %s does not answer: %s".formatted(table, cause.getMessage());
        return new FleetUnavailable(what, cause);
    }
}
