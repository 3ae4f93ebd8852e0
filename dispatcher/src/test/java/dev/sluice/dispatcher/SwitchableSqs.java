package dev.sluice.dispatcher;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Real SQS for sending, until it is switched off; then nobody answers. */
final class SwitchableSqs implements SqsClient {
    private final SqsClient real;
    private volatile boolean reachable = true;

    SwitchableSqs(SqsClient real) {
        this.real = real;
    }

    void reachable(boolean on) {
        reachable = on;
    }

    @Override
    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
        if (!reachable) {
            throw SdkClientException.create("connection refused");
        }
        return real.sendMessageBatch(request);
    }

    @Override
    public String serviceName() {
        return real.serviceName();
    }

    @Override
    public void close() {}
}
