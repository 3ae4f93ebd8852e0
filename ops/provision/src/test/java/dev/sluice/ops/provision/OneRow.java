package dev.sluice.ops.provision;

import dev.sluice.ops.local.LocalAws;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.Job.Kind;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.job.rows.PartRows;
import dev.sluice.shared.job.rows.ProgressRows;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One row in DynamoDB Local, of an upload {@code a.jpg} of a customer of its own. */
final class OneRow {
    static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    static final FailureReason REASON =
            new FailureReason("corrupt-file", "The file is damaged; upload it again.");
    static final Completion COMPLETION =
            new Completion(
                    new ResultPlace.Whole("acme/result/a_result.json"),
                    "neutral 50.0 %",
                    Map.of("class", "Neutral", "confidence", 0.5),
                    Map.of("materialType", "Graphene"));

    /** Their rows are pending first. */
    static final Pipeline ALL = pipeline("all");

    /** Their rows are written at the end only. */
    static final Pipeline ONLY = pipeline("completed-only");

    private static final String TABLE = "CustomerImages";

    /** By the writers' clock. */
    volatile Instant now = NOW;

    /** Of the clients, where they are its own. */
    final ApiMeter meter;

    final AwsClients clients;
    private final String name;
    final JobTable table;
    final DispatchRows dispatch;
    final FinalRows last;
    final FinalRows only;
    final ProgressRows progress;
    final PartRows parts;
    final String customer = "c-" + UUID.randomUUID();
    final Job old = job("acme/a.jpg", "0A", NOW);
    final Job newer = job("acme/a.jpg", "0B", NOW.plusMillis(1));

    OneRow() {
        this(new ApiMeter(), Shared.CLIENTS, TABLE, Set.of());
    }

    private OneRow(ApiMeter meter, AwsClients clients, String name, Set<Settings.Index> indexes) {
        this.meter = meter;
        this.clients = clients;
        this.name = name;
        table = new JobTable(clients.dynamodb(), name, () -> now, indexes);
        dispatch = new DispatchRows(table);
        last = new FinalRows(table, ALL);
        only = new FinalRows(table, ONLY);
        progress = new ProgressRows(table);
        parts = new PartRows(table, ALL);
    }

    /** Through clients of its own, whose units are counted here alone. */
    static OneRow counted(ApiMeter meter) {
        return new OneRow(meter, Shared.clients(meter), TABLE, Set.of());
    }

    /** In a table with these indexes, which the writers are told of. */
    static OneRow indexed(ApiMeter meter, Set<Settings.Index> indexes) {
        String name = "Rows" + indexes.hashCode();
        new TableSetup(Shared.CLIENTS.dynamodb(), line -> {})
                .make(Topology.Table.ofRows(name, indexes));
        return new OneRow(meter, Shared.clients(meter), name, indexes);
    }

    /** The customer's rows under a key of an index. */
    List<Row> under(String index, String shard) {
        return clients
                .dynamodb()
                .query(
                        query ->
                                query.tableName(name)
                                        .indexName(index)
                                        .keyConditionExpression(index + "Shard = :shard")
                                        .expressionAttributeValues(
                                                Map.of(":shard", AttributeValue.fromS(shard))))
                .items()
                .stream()
                .map(Row::new)
                .filter(row -> row.customerID().equals(customer))
                .toList();
    }

    /** Started once, and ended with the JVM. */
    private static final class Shared {
        static final LocalAws AWS = LocalAws.start(LocalAws.Options.defaults());
        static final AwsClients CLIENTS = clients(new ApiMeter());

        static {
            new TableSetup(CLIENTS.dynamodb(), line -> {})
                    .make(Topology.Table.ofRows(TABLE, Set.of()));
            new TableSetup(CLIENTS.dynamodb(), line -> {}).make(Topology.Table.ofFleet("Fleet"));
            Runtime.getRuntime().addShutdownHook(new Thread(AWS::close));
        }

        static AwsClients clients(ApiMeter meter) {
            return AwsClients.open(
                    Settings.read(AWS.environment()).aws(),
                    new AwsClients.Load(32, 1, Duration.ofSeconds(60)),
                    meter);
        }
    }

    private static Pipeline pipeline(String rows) {
        try {
            Path repository = Files.createTempDirectory("pipelines");
            Files.writeString(
                    Files.createDirectory(repository.resolve("cats")).resolve("pipeline.yaml"),
                    """
                    name: cats
                    match: "{customerID}/cats/{imageID}.{jpg|png}"
                    row: "cats#{imageID}"
                    removed: true
                    task: classify
                    output: {artifacts: [thumbnail.jpg], attributes: [materialType, status], rows: %s}
                    """
                            .formatted(rows));
            return Pipelines.read(repository, List.of()).all().getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Job job(String key, String sequencer, Instant time) {
        return job(key, Optional.empty(), sequencer, time);
    }

    Job job(String key, Optional<String> versionId, String sequencer, Instant time) {
        return new Job(
                new Job.Work("cats", "1"),
                row(),
                new ObjectVersion("uploads", key, "etag", versionId, 10),
                Generation.of(Optional.of(sequencer), time));
    }

    /** Its object is gone; of a version, if one is named. */
    Job removed(String key, Optional<String> versionId, String sequencer, Instant time) {
        return new Job(
                new Job.Work("cats", "1", Kind.REMOVED, Optional.empty(), Optional.empty()),
                row(),
                ObjectVersion.gone("uploads", key, versionId),
                Generation.of(Optional.of(sequencer), time));
    }

    /** One part of the upload. */
    Job part(String name, String file, String sequencer, Instant time) {
        return new Job(
                new Job.Work("cats", "1", Kind.CREATED, Optional.empty(), Optional.of(name)),
                row(),
                new ObjectVersion("uploads", "acme/a/" + file, "etag", Optional.empty(), 10),
                Generation.of(Optional.of(sequencer), time));
    }

    private RowKey row() {
        return new RowKey(customer, "a", "cats#a");
    }

    Row read() {
        return readIfThere().orElseThrow();
    }

    Optional<Row> readIfThere() {
        return table.read(old);
    }

    /** DynamoDB deletes it. */
    void expires() {
        clients.dynamodb().deleteItem(delete -> delete.tableName(name).key(key()));
    }

    private Map<String, AttributeValue> key() {
        return Map.of(
                "customerID", AttributeValue.fromS(customer),
                "imageID", AttributeValue.fromS("cats#a"));
    }

    /** An application's own attribute. */
    void applicationSets(String attribute, String value) {
        clients.dynamodb()
                .updateItem(
                        update ->
                                update.tableName(name)
                                        .key(key())
                                        .updateExpression("SET " + attribute + " = :v")
                                        .expressionAttributeValues(
                                                Map.of(":v", AttributeValue.fromS(value))));
    }
}
