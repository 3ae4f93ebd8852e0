package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What programs of versions one apart leave each other on the same queues and tables. With two real
 * versions: {@code ops/deploy/drill/two-versions.sh}.
 */
final class UpgradeIT {
    private static final byte[] COFFEE = Samples.photo("coffee.png").bytes();
    private static final String PIPELINE = "upgraded";

    /**
     * Later than what this version's dispatcher makes of the object's event, which then does
     * nothing.
     */
    private static final String GENERATION = "F".repeat(32) + ".1764200000000.0000";

    /** The members that readers of version 1 knew, before there was a version 2. */
    private static final List<String> VERSION_1 =
            List.of(
                    "version",
                    "pipeline",
                    "modelVersion",
                    "customerID",
                    "imageID",
                    "rowID",
                    "bucket",
                    "key",
                    "eTag",
                    "size",
                    "generation",
                    "eventTime");

    @Test
    void whatEitherVersionWroteIsCompletedOnceAndWhatANewerOneWroteIsLeftToIt() throws Exception {
        try (Fleet fleet =
                new Fleet(Pipes.classifier(Pipes.repository(), PIPELINE, "removed: true"))) {
            Customer customer = fleet.customer();
            customer.put(customer.key(PIPELINE, "plain"), COFFEE);
            customer.awaitMessages(PIPELINE, 1);
            JsonNode plain = waiting(fleet);
            assertThat(plain.path("version").asInt()).isEqualTo(1);
            assertThat(names(plain)).isSubsetOf(VERSION_1);

            leftBehind(fleet, customer, "earlier", 1, 2); // an earlier dispatcher may send twice
            leftBehind(fleet, customer, "newer", 3, 1);
            fleet.workerHere(Map.of(), new ApiMeter());
            Row earlier = customer.awaitSettled(PIPELINE + "#earlier");
            customer.awaitSettled(PIPELINE + "#plain");
            customer.delete(customer.key(PIPELINE, "plain")); // by a job of version 2
            Awaitility.await("the removal's job")
                    .until(() -> status(customer, "plain").equals(Optional.of(Row.Status.DELETED)));
            customer.awaitMessages(PIPELINE, 1);

            assertThat(earlier.status()).contains(Row.Status.COMPLETED);
            assertThat(earlier.text("note")).contains("an application's own");
            assertThat(customer.row(PIPELINE + "#earlier").orElseThrow().item())
                    .as("written once")
                    .isEqualTo(earlier.item());
            assertThat(customer.keys(PIPELINE + "-result/earlier")).hasSize(1);
            assertThat(status(customer, "newer")).contains(Row.Status.PENDING);
        }
    }

    private static Optional<Row.Status> status(Customer customer, String image) {
        return customer.row(PIPELINE + "#" + image).flatMap(Row::status);
    }

    /** A job without taking it from anybody. */
    private static JsonNode waiting(Fleet fleet) throws Exception {
        String url = fleet.queueUrl(PIPELINE);
        String body =
                fleet.aws()
                        .settling()
                        .receiveMessage(receive -> receive.queueUrl(url).visibilityTimeout(0))
                        .messages()
                        .getFirst()
                        .body();
        return new JsonMapper().readTree(body);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * A row with what the first version wrote, and one thing more that an application did; and its
     * job.
     */
    private static void leftBehind(
            Fleet fleet, Customer customer, String image, int version, int messages) {
        String key = customer.key(PIPELINE, image);
        String bucket = fleet.settings(Map.of()).bucket();
        String table = fleet.settings(Map.of()).table();
        Map<String, AttributeValue> item = row(customer, image, key);
        fleet.aws().dynamodb().putItem(put -> put.tableName(table).item(item));
        customer.put(key, COFFEE);
        String eTag = fleet.aws().s3().headObject(head -> head.bucket(bucket).key(key)).eTag();
        customer.awaitMessages("events", 0);
        assertThat(customer.row(PIPELINE + "#" + image).orElseThrow().item()).isEqualTo(item);
        item.put("eTag", AttributeValue.fromS(eTag));
        fleet.aws().dynamodb().putItem(put -> put.tableName(table).item(item));
        String job =
                new JsonMapper()
                        .createObjectNode()
                        .put("version", version)
                        .put("pipeline", PIPELINE)
                        .put("modelVersion", "1")
                        .put("customerID", customer.id())
                        .put("imageID", image)
                        .put("rowID", PIPELINE + "#" + image)
                        .put("bucket", bucket)
                        .put("key", key)
                        .put("eTag", eTag)
                        .put("size", COFFEE.length)
                        .put("generation", GENERATION)
                        .put("eventTime", 1764200000000L)
                        .toString();
        String url = fleet.queueUrl(PIPELINE);
        for (int i = 0; i < messages; i++) {
            fleet.aws().settling().sendMessage(send -> send.queueUrl(url).messageBody(job));
        }
    }

    private static Map<String, AttributeValue> row(Customer customer, String image, String key) {
        Map<String, AttributeValue> item = new HashMap<>();
        Map.of(
                        "customerID",
                        customer.id(),
                        "imageID",
                        PIPELINE + "#" + image,
                        "type",
                        "UPLOADED",
                        "s3Key",
                        key,
                        "pipeline",
                        PIPELINE,
                        "processingStatus",
                        "pending",
                        "generation",
                        GENERATION,
                        "note",
                        "an application's own")
                .forEach((name, value) -> item.put(name, AttributeValue.fromS(value)));
        Map.of(
                        "createdAt", "1764200000000",
                        "updatedAt", "1764200000000",
                        "eventTime", "1764200000000",
                        "imageSize", Integer.toString(COFFEE.length),
                        "attempt", "0",
                        "expiresAt", "4102444800")
                .forEach((name, value) -> item.put(name, AttributeValue.fromN(value)));
        return item;
    }
}
