package dev.sluice.ops.bench.fairness;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Plays DynamoDB, and knows when each row was written: that is when its customer sees it. */
final class SimulatedRows implements DynamoDbClient {
    private static final Duration WRITE = Duration.ofMillis(5);

    private final Map<String, Long> written = new ConcurrentHashMap<>();

    /** When rows were written, by {@link Upload#name}, by {@code System.nanoTime}. */
    Map<String, Long> written() {
        return written;
    }

    /** When the row of an upload was written, by {@code System.nanoTime}. */
    long writtenNanos(Upload upload) {
        return Objects.requireNonNull(written.get(upload.name()), "every upload has its row");
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest update) {
        SimulatedS3.wait(WRITE);
        String row = key(update, "imageID");
        written.put(
                key(update, "customerID") + "/" + row.substring(row.indexOf('#') + 1),
                System.nanoTime());
        return UpdateItemResponse.builder().build();
    }

    /** Each row's own time is wanted, so none is taken in a group. */
    @Override
    public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest batch) {
        throw SdkClientException.create("these simulated rows are written one by one");
    }

    private static String key(UpdateItemRequest update, String attribute) {
        return Objects.requireNonNull(update.key().get(attribute), attribute).s();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
