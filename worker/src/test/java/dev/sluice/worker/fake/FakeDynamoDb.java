package dev.sluice.worker.fake;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls read {@code row completed}, {@code row failed} and {@code read row}. Conditions are not
 * evaluated: a test says with {@link #settled} that they fail.
 */
public final class FakeDynamoDb implements DynamoDbClient {
    /** The values of the last update, by attribute. */
    public final Map<String, AttributeValue> written = new ConcurrentHashMap<>();

    /** What a read finds. */
    public final Map<String, AttributeValue> row = new ConcurrentHashMap<>();

    /** Whether conditions fail. */
    public volatile boolean settled;

    private final Calls calls;

    public FakeDynamoDb(Calls calls) {
        this.calls = calls;
    }

    public Optional<String> text(String attribute) {
        return Optional.ofNullable(written.get(attribute)).map(AttributeValue::s);
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest update) {
        calls.happens("row " + update.expressionAttributeValues().get(":v0").s());
        if (settled) {
            throw ConditionalCheckFailedException.builder().message("settled").build();
        }
        update.expressionAttributeNames()
                .forEach(
                        (name, attribute) -> {
                            AttributeValue value =
                                    update.expressionAttributeValues()
                                            .get(name.replace("#a", ":v"));
                            if (value == null) { // it stands behind REMOVE
                                written.remove(attribute);
                            } else {
                                written.put(attribute, value);
                            }
                        });
        return UpdateItemResponse.builder().build();
    }

    @Override
    public GetItemResponse getItem(GetItemRequest get) {
        calls.happens("read row");
        return GetItemResponse.builder().item(row).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
