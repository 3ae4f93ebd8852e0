package dev.sluice.ops.doctor;

import dev.sluice.ops.doctor.Finding.Fault;
import dev.sluice.ops.doctor.Finding.Good;
import dev.sluice.ops.provision.Topology;
import dev.sluice.ops.provision.Topology.Attribute;
import dev.sluice.ops.provision.Topology.Index;
import dev.sluice.ops.provision.Topology.Table;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the tables have the keys, indexes and expiry that rows need. */
record Tables(DynamoDbClient dynamodb, List<Table> wanted) implements Check {
    private static final String REMEDY = "`ops/sluice provision` sets it right";
    private static final Set<TimeToLiveStatus> EXPIRES =
            Set.of(TimeToLiveStatus.ENABLED, TimeToLiveStatus.ENABLING);

    @Override
    public String about() {
        return "tables";
    }

    @Override
    public List<Finding> look() {
        return wanted.stream().flatMap(table -> look(table).stream()).toList();
    }

    private List<Finding> look(Table table) {
        String about = "table " + table.name();
        TableDescription standing;
        try {
            standing = dynamodb.describeTable(describe -> describe.tableName(table.name())).table();
        } catch (ResourceNotFoundException e) {
            return List.of(new Fault(about, "does not exist", "`ops/sluice provision` creates it"));
        }
        if (!keys(standing.keySchema(), standing).equals(keys(table.key()))) {
            return List.of(
                    new Fault(
                            about,
                            "has the keys %s, not %s"
                                    .formatted(
                                            keys(standing.keySchema(), standing),
                                            keys(table.key())),
                            "keys cannot be changed: choose another name by DYNAMODB_TABLE_NAME or"
                                    + " FLEET_TABLE_NAME"));
        }
        List<Finding> findings = new ArrayList<>();
        if (standing.tableStatus() != TableStatus.ACTIVE) {
            findings.add(
                    new Fault(
                            about, "is " + standing.tableStatusAsString(), "wait, and look again"));
        }
        table.indexes().forEach(index -> look(index, standing).ifPresent(findings::add));
        expiry(table).ifPresent(findings::add);
        return findings.isEmpty()
                ? List.of(new Good(about, "has its keys, indexes and expiry"))
                : findings;
    }

    private static Optional<Finding> look(Index index, TableDescription table) {
        String about = "index %s of table %s".formatted(index.name(), table.tableName());
        Optional<GlobalSecondaryIndexDescription> standing =
                table.globalSecondaryIndexes().stream()
                        .filter(each -> each.indexName().equals(index.name()))
                        .findFirst();
        if (standing.isEmpty()) {
            return Optional.of(new Fault(about, "does not exist", REMEDY));
        }
        List<String> keys = keys(standing.get().keySchema(), table);
        if (!keys.equals(keys(index.key()))) {
            return Optional.of(
                    new Fault(
                            about,
                            "has the keys %s, not %s".formatted(keys, keys(index.key())),
                            "delete the index, then `ops/sluice provision`"));
        }
        return standing.get().indexStatus() == IndexStatus.ACTIVE
                ? Optional.empty()
                : Optional.of(
                        new Fault(
                                about,
                                "is " + standing.get().indexStatusAsString(),
                                "wait, and look again"));
    }

    private Optional<Finding> expiry(Table table) {
        TimeToLiveDescription standing =
                dynamodb.describeTimeToLive(describe -> describe.tableName(table.name()))
                        .timeToLiveDescription();
        String about = "expiry of table " + table.name();
        if (!EXPIRES.contains(standing.timeToLiveStatus())) {
            return Optional.of(new Fault(about, "is off, so rows stay for ever", REMEDY));
        }
        return table.expiry().equals(standing.attributeName())
                ? Optional.empty()
                : Optional.of(
                        new Fault(
                                about,
                                "is by %s, not %s, so rows stay for ever"
                                        .formatted(standing.attributeName(), table.expiry()),
                                "turn it off in DynamoDB, then `ops/sluice provision`"));
    }

    private static List<String> keys(Topology.Key key) {
        return List.of(said(key.partition()), said(key.sort()));
    }

    private static String said(Attribute attribute) {
        return attribute.name() + " " + attribute.type();
    }

    private static List<String> keys(List<KeySchemaElement> schema, TableDescription table) {
        return schema.stream()
                .map(
                        element ->
                                table.attributeDefinitions().stream()
                                        .filter(
                                                each ->
                                                        each.attributeName()
                                                                .equals(element.attributeName()))
                                        .map(
                                                each ->
                                                        each.attributeName()
                                                                + " "
                                                                + each.attributeTypeAsString())
                                        .findFirst()
                                        .orElse(element.attributeName()))
                .toList();
    }
}
