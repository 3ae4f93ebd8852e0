package dev.sluice.worker.fake;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern PART = Pattern.compile("(SET|REMOVE) \"(\\w+)\"");

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
    public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest batch) {
        return BatchExecuteStatementResponse.builder()
                .responses(batch.statements().stream().map(this::execute).toList())
                .build();
    }

    private BatchStatementResponse execute(BatchStatementRequest request) {
        boolean asks = request.statement().startsWith("UPDATE \"Rows\" SET \"updatedAt\"");
        if (!asks) {
            calls.happens("row " + request.parameters().getFirst().s());
        }
        if (settled || asks) {
            BatchStatementError error =
                    BatchStatementError.builder()
                            .code(BatchStatementErrorCodeEnum.CONDITIONAL_CHECK_FAILED)
                            .build();
            return BatchStatementResponse.builder().error(error).build();
        }
        Iterator<AttributeValue> values = request.parameters().iterator();
        Matcher part = PART.matcher(request.statement());
        while (part.find()) {
            if (part.group(1).equals("SET")) {
                written.put(part.group(2), values.next());
            } else {
                written.remove(part.group(2));
            }
        }
        return BatchStatementResponse.builder().build();
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
