package dev.sluice.ops.bench.sdk;

import dev.sluice.shared.aws.AwsClients;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

import java.io.IOException;
import java.util.List;

/** As the worker calls. */
record BlockingCalls(AwsClients clients) implements Calls {
    @Override
    public byte[] get(GetObjectRequest request) throws IOException {
        try (ResponseInputStream<GetObjectResponse> stream = clients.s3().getObject(request)) {
            byte[] bytes = new byte[Math.toIntExact(stream.response().contentLength())];
            if (stream.readNBytes(bytes, 0, bytes.length) != bytes.length || stream.read() >= 0) {
                throw new IOException("not as long as said");
            }
            return bytes;
        }
    }

    @Override
    public void put(PutObjectRequest request, byte[] content) {
        var _ = clients.s3().putObject(request, RequestBody.fromBytes(content));
    }

    @Override
    public void update(UpdateItemRequest request) {
        var _ = clients.dynamodb().updateItem(request);
    }

    @Override
    public List<Message> receive(ReceiveMessageRequest request) {
        return clients.receiving().receiveMessage(request).messages();
    }

    @Override
    public void delete(DeleteMessageBatchRequest request) {
        if (!clients.settling().deleteMessageBatch(request).failed().isEmpty()) {
            throw new IllegalStateException("not deleted");
        }
    }
}
