package dev.sluice.peers.spring;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.awspring.cloud.sqs.annotation.SqsListener;
import io.awspring.cloud.sqs.listener.SqsHeaders.MessageSystemAttributes;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.s3.S3Client;

import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;

/**
 * Messages whose method returned are acknowledged together; if it throws, the message comes back.
 */
@Component
record Jobs(
        S3Client s3,
        DynamoDbClient dynamodb,
        JsonMapper json,
        Classifier classifier,
        @Value("${S3_BUCKET_NAME}") String bucket,
        @Value("${DYNAMODB_TABLE_NAME}") String table) {
    private static final String COMPLETED =
            "SET processingStatus = :completed, updatedAt = :now, attempt = :attempt,"
                    + " resultKey = :key, metadata = :metadata";

    record Job(
            String pipeline,
            String modelVersion,
            String customerID,
            String imageID,
            String rowID,
            String bucket,
            String key,
            String generation) {}

    @SqsListener(queueNames = "${QUEUE_URL}", messageVisibilitySeconds = "${VISIBILITY}")
    void work(
            @Payload Job job,
            @Header(MessageSystemAttributes.SQS_APPROXIMATE_RECEIVE_COUNT) String attempt)
            throws Exception {
        var object = s3.getObjectAsBytes(get -> get.bucket(job.bucket).key(job.key));
        List<Classifier.Score> top = classifier.classify(object.asByteArrayUnsafe());
        String key = "%s/moderation-result/%s_result.json".formatted(job.customerID, job.imageID);
        byte[] document = json.writeValueAsBytes(document(job, top));
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType("application/json"),
                RequestBody.fromBytes(document));
        complete(job, key, top.getFirst(), attempt);
    }

    private static Map<String, Object> document(Job job, List<Classifier.Score> top) {
        Classifier.Score best = top.getFirst();
        return Map.of(
                "status", "completed",
                "image_id", job.imageID,
                "customer_id", job.customerID,
                "pipeline", job.pipeline,
                "method", "ONNX classifier",
                "modelVersion", job.modelVersion,
                "classification",
                        Map.of(
                                "class", best.label(),
                                "class_index", best.index(),
                                "confidence", best.confidence(),
                                "top", top));
    }

    private void complete(Job job, String key, Classifier.Score best, String attempt) {
        Map<String, AttributeValue> metadata =
                Map.of("class", fromS(best.label()), "confidence", fromN("" + best.confidence()));
        Map<String, AttributeValue> values =
                Map.of(
                        ":completed", fromS("completed"),
                        ":now", fromN("" + System.currentTimeMillis()),
                        ":attempt", fromN(attempt),
                        ":key", fromS(key),
                        ":metadata", fromM(metadata),
                        ":g", fromS(job.generation));
        var row = Map.of("customerID", fromS(job.customerID), "imageID", fromS(job.rowID));
        try {
            dynamodb.updateItem(
                    update ->
                            update.tableName(table)
                                    .key(row)
                                    .updateExpression(COMPLETED)
                                    .conditionExpression(
                                            "generation = :g AND processingStatus <> :completed")
                                    .expressionAttributeValues(values));
        } catch (ConditionalCheckFailedException e) {
            // a newer upload's row, or a repeat: done
        }
    }
}
