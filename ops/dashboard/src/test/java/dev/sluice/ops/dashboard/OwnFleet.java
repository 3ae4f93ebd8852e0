package dev.sluice.ops.dashboard;

import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tables, queues and a bucket of a test's own, on emulators that all tests of a JVM share. */
public final class OwnFleet implements AutoCloseable {
    /** DynamoDB: rows in one BatchWriteItem. */
    private static final int BATCH = 25;

    public final ApiMeter meter = new ApiMeter();
    public final Fleet fleet;

    public OwnFleet() {
        this(Map.of());
    }

    /**
     * @param more of its environment
     */
    OwnFleet(Map<String, String> more) {
        this(Shared.AWS, "t" + UUID.randomUUID().toString().substring(0, 8), more);
    }

    /**
     * @param name of its table, bucket and queues; what is there already stays
     */
    OwnFleet(LocalAws aws, String name, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("DYNAMODB_TABLE_NAME", name);
        environment.put("S3_BUCKET_NAME", name);
        environment.put("SLUICE_QUEUE_PREFIX", name);
        environment.put("SLUICE_INDEXES", "recent");
        environment.putAll(more);
        fleet = Fleet.open(environment, meter);
        try (Fleet patient = Fleet.openPatiently(fleet.settings())) { // they have just started
            new Provisioner(
                            patient.clients().s3(),
                            patient.clients().settling(),
                            patient.clients().dynamodb(),
                            line -> {})
                    .provision(Topology.of(fleet.settings(), fleet.pipelines()));
        }
    }

    public Settings settings() {
        return fleet.settings();
    }

    /** What was asked of DynamoDB so far. */
    public long queries() {
        return meter.usage().calls().getOrDefault("dynamodb.Query", 0L);
    }

    /** Writes rows as they are given. */
    public void write(List<Map<String, AttributeValue>> rows) {
        for (int from = 0; from < rows.size(); from += BATCH) {
            List<WriteRequest> puts = new ArrayList<>();
            rows.subList(from, Math.min(rows.size(), from + BATCH))
                    .forEach(
                            row ->
                                    puts.add(
                                            WriteRequest.builder()
                                                    .putRequest(put -> put.item(row))
                                                    .build()));
            fleet.clients()
                    .dynamodb()
                    .batchWriteItem(write -> write.requestItems(Map.of(settings().table(), puts)));
        }
    }

    @Override
    public void close() {
        fleet.close();
    }

    /** Started when a test first wants them. */
    private static final class Shared {
        private static final LocalAws AWS = LocalAws.start(LocalAws.Options.defaults());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(AWS::close));
        }
    }
}
