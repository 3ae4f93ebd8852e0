package dev.sluice.ops.api;

import dev.sluice.ops.api.tokens.Tokens;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.local.LocalAws;
import dev.sluice.ops.provision.Provisioner;
import dev.sluice.ops.provision.Topology;
import dev.sluice.shared.Settings;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Tables, queues, a bucket and an API of a test's own, on emulators that a JVM's tests share. */
final class OwnFleet implements AutoCloseable {
    private static final LocalAws AWS = LocalAws.start(LocalAws.Options.defaults());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AWS::close));
    }

    final Fleet fleet;
    final Tokens tokens;
    final Api api;

    OwnFleet() {
        this(Map.of());
    }

    /**
     * @param more of its environment
     */
    OwnFleet(Map<String, String> more) {
        String name = "t" + UUID.randomUUID().toString().substring(0, 8);
        Map<String, String> environment = new HashMap<>(AWS.environment());
        environment.put("DYNAMODB_TABLE_NAME", name);
        environment.put("S3_BUCKET_NAME", name);
        environment.put("SLUICE_QUEUE_PREFIX", name);
        environment.putAll(more);
        fleet = Fleet.open(environment);
        new Provisioner(
                        fleet.clients().s3(),
                        fleet.clients().settling(),
                        fleet.clients().dynamodb(),
                        line -> {})
                .provision(Topology.of(fleet.settings(), fleet.pipelines()));
        tokens = Tokens.of(fleet.settings(), fleet.clients().dynamodb(), InstantSource.system());
        api = Api.start(fleet, InetSocketAddress.createUnresolved("127.0.0.1", 0));
    }

    Settings settings() {
        return fleet.settings();
    }

    /** A caller for a customer who may ask as often as a test does. */
    Caller caller(String customer) {
        return new Caller(api.url(), tokens.add(customer, "test", 1000).text());
    }

    /** Writes a row. Values are strings or whole numbers. */
    void row(String customer, String item, Map<String, Object> attributes) {
        Map<String, AttributeValue> row = new HashMap<>();
        attributes.forEach(
                (name, value) ->
                        row.put(
                                name,
                                value instanceof Long number
                                        ? AttributeValue.fromN(Long.toString(number))
                                        : AttributeValue.fromS(String.valueOf(value))));
        row.put("customerID", AttributeValue.fromS(customer));
        row.put("imageID", AttributeValue.fromS(item));
        fleet.clients().dynamodb().putItem(put -> put.tableName(settings().table()).item(row));
    }

    /** A row of {@code moderation}, as its end leaves it. */
    static Map<String, Object> ended(String customer, String image, String status, int run) {
        Map<String, Object> row = new HashMap<>();
        row.put("pipeline", "moderation");
        row.put("modelVersion", "1");
        row.put("s3Key", "%s/moderate/%s.png".formatted(customer, image));
        row.put("eTag", "0123456789abcdef0123456789abcdef");
        row.put("imageSize", 7L);
        row.put("processingStatus", status);
        row.put("attempt", 1L);
        row.put("generation", "0".repeat(32) + ".1800000000000.%04d".formatted(run));
        row.put("eventTime", 1_800_000_000_000L);
        row.put("createdAt", 1_800_000_000_000L);
        row.put("updatedAt", 1_800_000_000_000L + run);
        return row;
    }

    void put(String key, byte[] content) {
        fleet.clients()
                .s3()
                .putObject(
                        put -> put.bucket(settings().bucket()).key(key),
                        RequestBody.fromBytes(content));
    }

    boolean there(String key) {
        return fleet.clients()
                .s3()
                .listObjectsV2(list -> list.bucket(settings().bucket()).prefix(key))
                .hasContents();
    }

    @Override
    public void close() {
        api.close();
        fleet.close();
    }
}
