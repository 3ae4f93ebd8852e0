package dev.sluice.ops.provision;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** A client to whom something happens once, before a certain call of it. */
final class Interrupted implements DynamoDbClient {
    private final DynamoDbClient real;
    private final Runnable what;
    private int before;

    /**
     * @param before how many calls come first
     */
    Interrupted(DynamoDbClient real, int before, Runnable what) {
        this.real = real;
        this.before = before;
        this.what = what;
    }

    /** It happens now, if there were too few calls for it. */
    void now() {
        if (before >= 0) {
            before = -1;
            what.run();
        }
    }

    private void call() {
        if (before == 0) {
            now();
        } else {
            before--;
        }
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        call();
        return real.updateItem(request);
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        call();
        return real.query(request);
    }

    @Override
    public String serviceName() {
        return real.serviceName();
    }

    @Override
    public void close() {}
}
