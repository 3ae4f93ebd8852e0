package dev.sluice.ops.deploy.stack;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;

import java.util.Map;
import java.util.TreeMap;

/** Tables that may be protected, in memory. */
final class FakeTables implements DynamoDbClient {
    /** Whether each is protected. */
    final Map<String, Boolean> tables = new TreeMap<>();

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        Boolean isProtected = there(request.tableName());
        return DescribeTableResponse.builder()
                .table(
                        t ->
                                t.tableStatus(TableStatus.ACTIVE)
                                        .deletionProtectionEnabled(isProtected))
                .build();
    }

    private Boolean there(String table) {
        Boolean isProtected = tables.get(table);
        if (isProtected == null) {
            throw ResourceNotFoundException.builder().message("no table").build();
        }
        return isProtected;
    }

    @Override
    public UpdateTableResponse updateTable(UpdateTableRequest request) {
        tables.put(request.tableName(), request.deletionProtectionEnabled());
        return UpdateTableResponse.builder().build();
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest request) {
        if (there(request.tableName())) {
            throw DynamoDbException.builder().message("deletion protection").build();
        }
        tables.remove(request.tableName());
        return DeleteTableResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {}
}
