package dev.sluice.ops.provision;

import dev.sluice.ops.provision.Topology.Attribute;
import dev.sluice.ops.provision.Topology.Index;
import dev.sluice.ops.provision.Topology.Table;
import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tables on demand, with their indexes and a time to live. */
final class TableSetup {
    private static final Projection ALL =
            Projection.builder().projectionType(ProjectionType.ALL).build();
    private final DynamoDbClient dynamodb;
    private final Consumer<String> say;

    TableSetup(DynamoDbClient dynamodb, Consumer<String> say) {
        this.dynamodb = dynamodb;
        this.say = say;
    }

    /** Returns when table and indexes are active. */
    void make(Table table) {
        try {
            check(describe(table.name()), table);
        } catch (ResourceNotFoundException e) {
            create(table);
        }
        awaitActive(table.name());
        for (Index index : table.indexes()) {
            if (describe(table.name()).globalSecondaryIndexes().stream()
                    .noneMatch(there -> there.indexName().equals(index.name()))) {
                add(index, table);
                awaitActive(table.name());
            }
        }
        expiry(table);
    }

    private static void check(TableDescription there, Table table) {
        if (!there.keySchema().equals(schema(table.key()))) {
            throw new StartFailure(
                    "Table %s has other keys than %s, %s; choose another name by DYNAMODB_TABLE_NAME, FLEET_TABLE_NAME or VECTOR_TABLE_NAME"
                            .formatted(
                                    table.name(),
                                    table.key().partition().name(),
                                    table.key().sort().name()));
        }
    }

    private void create(Table table) {
        List<GlobalSecondaryIndex> indexes =
                table.indexes().stream().map(TableSetup::described).toList();
        CreateTableRequest.Builder create =
                CreateTableRequest.builder()
                        .tableName(table.name())
                        .keySchema(schema(table.key()))
                        .attributeDefinitions(attributes(table))
                        .billingMode(BillingMode.PAY_PER_REQUEST);
        if (!indexes.isEmpty()) { // an empty list is refused
            create.globalSecondaryIndexes(indexes);
        }
        try {
            dynamodb.createTable(create.build());
        } catch (ResourceInUseException e) { // the SDK asked twice, for the first answer was slow
            say.accept("table %s is there already".formatted(table.name()));
            return;
        }
        say.accept("created table " + table.name());
    }

    private static GlobalSecondaryIndex described(Index index) {
        return GlobalSecondaryIndex.builder()
                .indexName(index.name())
                .keySchema(schema(index.key()))
                .projection(ALL)
                .build();
    }

    private void add(Index index, Table table) {
        dynamodb.updateTable(
                update ->
                        update.tableName(table.name())
                                .attributeDefinitions(attributes(table))
                                .globalSecondaryIndexUpdates(
                                        change ->
                                                change.create(
                                                        create ->
                                                                create.indexName(index.name())
                                                                        .keySchema(
                                                                                schema(index.key()))
                                                                        .projection(ALL))));
        say.accept("added index %s to table %s".formatted(index.name(), table.name()));
    }

    private void expiry(Table table) {
        String name = table.name();
        TimeToLiveDescription current =
                dynamodb.describeTimeToLive(describe -> describe.tableName(name))
                        .timeToLiveDescription();
        TimeToLiveStatus status = current.timeToLiveStatus();
        if (status == TimeToLiveStatus.ENABLED || status == TimeToLiveStatus.ENABLING) {
            if (!table.expiry().equals(current.attributeName())) {
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
                                        ttl -> ttl.attributeName(table.expiry()).enabled(true)));
        say.accept("table %s now expires rows by %s".formatted(name, table.expiry()));
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

    private static List<KeySchemaElement> schema(Topology.Key key) {
        return List.of(element(key.partition(), KeyType.HASH), element(key.sort(), KeyType.RANGE));
    }

    private static KeySchemaElement element(Attribute attribute, KeyType type) {
        return KeySchemaElement.builder().attributeName(attribute.name()).keyType(type).build();
    }

    /** Those of keys alone: DynamoDB wants to know of no others. */
    private static List<AttributeDefinition> attributes(Table table) {
        return Stream.concat(Stream.of(table.key()), table.indexes().stream().map(Index::key))
                .flatMap(key -> Stream.of(key.partition(), key.sort()))
                .distinct()
                .map(
                        attribute ->
                                AttributeDefinition.builder()
                                        .attributeName(attribute.name())
                                        .attributeType(attribute.type())
                                        .build())
                .toList();
    }
}
