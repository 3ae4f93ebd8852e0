package dev.sluice.ops.provision;

import dev.sluice.shared.StartFailure;

import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The {@code CustomerImages} table: rows by customer and image, on demand, with the sparse index
 * {@code failed} (only failed rows carry its key) and a time to live.
 */
final class TableSetup {
    private static final String INDEX = "failed";
    private static final String EXPIRY = "expiresAt";

    private static final List<KeySchemaElement> KEY =
            List.of(key("customerID", KeyType.HASH), key("imageID", KeyType.RANGE));
    private static final List<KeySchemaElement> INDEX_KEY =
            List.of(key("failedShard", KeyType.HASH), key("updatedAt", KeyType.RANGE));
    private static final Projection ALL =
            Projection.builder().projectionType(ProjectionType.ALL).build();
    private static final List<AttributeDefinition> ATTRIBUTES =
            List.of(
                    attribute("customerID", ScalarAttributeType.S),
                    attribute("imageID", ScalarAttributeType.S),
                    attribute("failedShard", ScalarAttributeType.S),
                    attribute("updatedAt", ScalarAttributeType.N));

    private final DynamoDbClient dynamodb;
    private final Consumer<String> say;

    TableSetup(DynamoDbClient dynamodb, Consumer<String> say) {
        this.dynamodb = dynamodb;
        this.say = say;
    }

    /** Returns when table and index are active. */
    void table(String name) {
        try {
            check(describe(name));
        } catch (ResourceNotFoundException e) {
            create(name);
        }
        awaitActive(name);
        if (describe(name).globalSecondaryIndexes().stream()
                .noneMatch(index -> index.indexName().equals(INDEX))) {
            addIndex(name);
            awaitActive(name);
        }
        expiry(name);
    }

    private static void check(TableDescription table) {
        if (!table.keySchema().equals(KEY)) {
            throw new StartFailure(
                    "Table %s has other keys than customerID, imageID; choose another DYNAMODB_TABLE_NAME"
                            .formatted(table.tableName()));
        }
    }

    private void create(String name) {
        dynamodb.createTable(
                create ->
                        create.tableName(name)
                                .keySchema(KEY)
                                .attributeDefinitions(ATTRIBUTES)
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .globalSecondaryIndexes(
                                        index ->
                                                index.indexName(INDEX)
                                                        .keySchema(INDEX_KEY)
                                                        .projection(ALL)));
        say.accept("created table " + name);
    }

    private void addIndex(String name) {
        dynamodb.updateTable(
                update ->
                        update.tableName(name)
                                .attributeDefinitions(ATTRIBUTES)
                                .globalSecondaryIndexUpdates(
                                        change ->
                                                change.create(
                                                        index ->
                                                                index.indexName(INDEX)
                                                                        .keySchema(INDEX_KEY)
                                                                        .projection(ALL))));
        say.accept("added index %s to table %s".formatted(INDEX, name));
    }

    private void expiry(String name) {
        TimeToLiveDescription current =
                dynamodb.describeTimeToLive(describe -> describe.tableName(name))
                        .timeToLiveDescription();
        TimeToLiveStatus status = current.timeToLiveStatus();
        if (status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING) {
            if (!EXPIRY.equals(current.attributeName())) {
                say.accept(
                        "table %s expires by %s, so Sluice's rows stay for ever; turn that off and provision again"
                                .formatted(name, current.attributeName()));
            }
            return;
        }
        dynamodb.updateTimeToLive(
                update ->
                        update.tableName(name)
                                .timeToLiveSpecification(
                                        ttl -> ttl.attributeName(EXPIRY).enabled(true)));
        say.accept("table %s now expires rows by %s".formatted(name, EXPIRY));
    }

    private void awaitActive(String name) {
        Waiter<TableDescription> waiter =
                Waiter.builder(TableDescription.class)
                        .addAcceptor(WaiterAcceptor.successOnResponseAcceptor(TableSetup::isActive))
                        .addAcceptor(WaiterAcceptor.retryOnResponseAcceptor(any -> true))
                        .addAcceptor(
                                WaiterAcceptor.retryOnExceptionAcceptor(
                                        ResourceNotFoundException.class::isInstance))
                        .overrideConfiguration(
                                retry ->
                                        retry.maxAttempts(600)
                                                .waitTimeout(Duration.ofMinutes(10))
                                                .backoffStrategyV2(
                                                        BackoffStrategy.fixedDelayWithoutJitter(
                                                                Duration.ofSeconds(1))))
                        .build();
        waiter.run(() -> describe(name));
    }

    private static boolean isActive(TableDescription table) {
        return table.tableStatus() == TableStatus.ACTIVE
                && table.globalSecondaryIndexes().stream()
                        .allMatch(index -> index.indexStatus() == IndexStatus.ACTIVE);
    }

    private TableDescription describe(String name) {
        return dynamodb.describeTable(describe -> describe.tableName(name)).table();
    }

    private static KeySchemaElement key(String attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute).keyType(type).build();
    }

    private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
    }
}
