package dev.sluice.ops.deploy.template;

import dev.sluice.ops.deploy.cloudformation.Body;
import dev.sluice.ops.deploy.cloudformation.Stack;
import dev.sluice.ops.deploy.config.Storage;
import dev.sluice.ops.provision.Topology;
import dev.sluice.ops.provision.Topology.Attribute;
import dev.sluice.ops.provision.Topology.Index;
import dev.sluice.ops.provision.Topology.Table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tables on demand, that can be put back to any second of the last 35 days. */
final class Tables {
    static final String ROWS = "RowTable";
    static final String FLEET = "FleetTable";
    static final String VECTORS = "VectorTable";

    /** Its place in the topology, where a pipeline keeps vectors. */
    private static final int VECTORS_PLACE = 2;

    private final Storage storage;
    private final List<Table> tables;
    private final Encryption encryption;

    Tables(Deployment deployment, Encryption encryption) {
        this.storage = deployment.config().storage();
        this.tables = deployment.topology().tables();
        this.encryption = encryption;
    }

    void addTo(Stack stack) {
        stack.part("storage");
        add(stack, ROWS, tables.get(0), storage.warm());
        add(stack, FLEET, tables.get(1), Optional.empty());
        if (tables.size() > VECTORS_PLACE) {
            add(stack, VECTORS, tables.get(VECTORS_PLACE), Optional.empty());
        }
    }

    private void add(Stack stack, String id, Table table, Optional<Storage.Warm> warm) {
        Optional<Map<String, Object>> throughput =
                warm.map(
                        units ->
                                Body.of(
                                        "ReadUnitsPerSecond",
                                        units.reads(),
                                        "WriteUnitsPerSecond",
                                        units.writes()));
        stack.add(
                        id,
                        "AWS::DynamoDB::Table",
                        Body.of(
                                "TableName",
                                table.name(),
                                "BillingMode",
                                "PAY_PER_REQUEST",
                                "KeySchema",
                                schema(table.key()),
                                "AttributeDefinitions",
                                attributes(table),
                                "GlobalSecondaryIndexes",
                                table.indexes().stream()
                                        .map(index -> index(index, throughput))
                                        .toList(),
                                "TimeToLiveSpecification",
                                Body.of("AttributeName", table.expiry(), "Enabled", true),
                                "PointInTimeRecoverySpecification",
                                // what is deleted of people must be gone
                                Body.of("PointInTimeRecoveryEnabled", !id.equals(VECTORS)),
                                "DeletionProtectionEnabled",
                                storage.deletionProtection(),
                                "WarmThroughput",
                                throughput,
                                "SSESpecification",
                                encryption
                                        .key()
                                        .map(
                                                key ->
                                                        Body.of(
                                                                "SSEEnabled",
                                                                true,
                                                                "SSEType",
                                                                "KMS",
                                                                "KMSMasterKeyId",
                                                                key))))
                .keeps()
                .excuses(
                        "CKV_AWS_28",
                        "Vectors that are deleted must not be kept for 35 days; pictures make them"
                                + " again.")
                .excuses(
                        "CKV_AWS_119",
                        "Encrypted with a key that AWS keeps unless ownKey asks for one of the"
                                + " fleet's, which costs.");
    }

    private static Map<String, Object> index(Index index, Optional<Map<String, Object>> warm) {
        return Body.of(
                "IndexName",
                index.name(),
                "KeySchema",
                schema(index.key()),
                "Projection",
                Body.of("ProjectionType", "ALL"),
                "WarmThroughput",
                // few rows fail, and only they are in it
                index.name().equals("failed") ? Optional.empty() : warm);
    }

    private static List<Map<String, Object>> schema(Topology.Key key) {
        return List.of(
                Body.of("AttributeName", key.partition().name(), "KeyType", "HASH"),
                Body.of("AttributeName", key.sort().name(), "KeyType", "RANGE"));
    }

    /** Those of keys alone: DynamoDB wants to know of no others. */
    private static List<Map<String, Object>> attributes(Table table) {
        return Stream.concat(Stream.of(table.key()), table.indexes().stream().map(Index::key))
                .flatMap(key -> Stream.of(key.partition(), key.sort()))
                .distinct()
                .map(Tables::attribute)
                .toList();
    }

    private static Map<String, Object> attribute(Attribute attribute) {
        return Body.of("AttributeName", attribute.name(), "AttributeType", attribute.type());
    }
}
