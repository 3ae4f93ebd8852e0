package dev.sluice.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.Row;

import org.awaitility.Awaitility;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A customer who uploads, and reads what came of it: through S3 and DynamoDB alone. */
final class Customer {
    private static final JsonMapper JSON = new JsonMapper();

    private final AwsClients aws;
    private final Settings settings;
    private final String id;

    Customer(AwsClients aws, Settings settings) {
        this.aws = aws;
        this.settings = settings;
        this.id = "c-" + UUID.randomUUID().toString().substring(0, 12);
    }

    String id() {
        return id;
    }

    /** The key of an upload to a test pipeline made by {@link Pipes#classifier}. */
    String key(String pipeline, String imageID) {
        return id + "/" + pipeline + "/" + imageID + ".png";
    }

    /** The key of an upload to flakes. */
    String scan(String imageID) {
        return id + "/uploaded/" + imageID + "_original.jpg";
    }

    void put(String key, byte[] content) {
        put(key, content, Map.of());
    }

    void put(String key, byte[] content, Map<String, String> metadata) {
        aws.s3()
                .putObject(
                        put -> put.bucket(bucket()).key(key).metadata(metadata),
                        RequestBody.fromBytes(content));
    }

    void delete(String key) {
        aws.s3().deleteObject(delete -> delete.bucket(bucket()).key(key));
    }

    Optional<Row> row(String rowID) {
        Map<String, AttributeValue> item =
                aws.dynamodb()
                        .getItem(
                                get ->
                                        get.tableName(table())
                                                .consistentRead(true)
                                                .key(
                                                        Map.of(
                                                                "customerID",
                                                                AttributeValue.fromS(id),
                                                                "imageID",
                                                                AttributeValue.fromS(rowID))))
                        .item();
        return item.isEmpty() ? Optional.empty() : Optional.of(new Row(item));
    }

    /** All rows of this customer by row ID. */
    Map<String, Row> rows() {
        Map<String, Row> rows = new HashMap<>();
        aws.dynamodb()
                .queryPaginator(
                        query ->
                                query.tableName(table())
                                        .consistentRead(true)
                                        .keyConditionExpression("customerID = :c")
                                        .expressionAttributeValues(
                                                Map.of(":c", AttributeValue.fromS(id))))
                .items()
                .forEach(
                        item -> {
                            Row row = new Row(item);
                            rows.put(row.rowID(), row);
                        });
        return rows;
    }

    /** As an operator may lose them. */
    void wipeRows() {
        for (Row row : rows().values()) {
            aws.dynamodb()
                    .deleteItem(
                            delete ->
                                    delete.tableName(table())
                                            .key(
                                                    Map.of(
                                                            "customerID",
                                                            AttributeValue.fromS(id),
                                                            "imageID",
                                                            AttributeValue.fromS(row.rowID()))));
        }
    }

    long count(Row.Status status) {
        return rows().values().stream()
                .filter(row -> row.status().equals(Optional.of(status)))
                .count();
    }

    Row awaitSettled(String rowID) {
        Awaitility.await(rowID + " settled")
                .pollInterval(Duration.ofMillis(100))
                .until(() -> row(rowID).map(Row::settled).orElse(false));
        return row(rowID).orElseThrow();
    }

    void awaitAllSettled(int count) {
        Awaitility.await(count + " rows settled")
                .pollInterval(Duration.ofMillis(300))
                .until(() -> rows().values().stream().filter(Row::settled).count() == count);
    }

    byte[] object(String key) {
        return aws.s3().getObjectAsBytes(get -> get.bucket(bucket()).key(key)).asByteArray();
    }

    /** The result document that a completed row names. */
    JsonNode result(Row row) {
        try {
            ResultPlace place = row.result().orElseThrow();
            return JSON.readTree(new ObjectStore(aws.s3()).result(bucket(), place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keys under a prefix of this customer. */
    List<String> keys(String prefix) {
        return aws
                .s3()
                .listObjectsV2Paginator(list -> list.bucket(bucket()).prefix(id + "/" + prefix))
                .contents()
                .stream()
                .map(object -> object.key())
                .toList();
    }

    /** Messages of a queue: waiting, and in flight. */
    int messages(String queue) {
        return messages(
                queue,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    void awaitMessages(String queue, int count) {
        Awaitility.await(count + " messages in " + queue).until(() -> messages(queue) == count);
    }

    private int messages(String queue, QueueAttributeName... counts) {
        String url =
                aws.settling()
                        .getQueueUrl(get -> get.queueName(settings.queuePrefix() + "-" + queue))
                        .queueUrl();
        return aws
                .settling()
                .getQueueAttributes(get -> get.queueUrl(url).attributeNames(counts))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /**
     * Waits until a pipeline's job queue and dead-letter queue, and the events queue, are empty.
     */
    void awaitQueuesEmpty(String pipeline) {
        for (String queue : List.of("events", pipeline, pipeline + "-dlq")) {
            Awaitility.await(queue + " empty").until(() -> messages(queue) == 0);
        }
    }

    private String bucket() {
        return settings.bucket();
    }

    private String table() {
        return settings.table();
    }
}
