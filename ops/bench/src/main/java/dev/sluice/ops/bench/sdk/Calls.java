package dev.sluice.ops.bench.sdk;

import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

import java.io.IOException;
import java.util.List;

/** The calls of a worker in steady state. Each returns when its answer is there. */
interface Calls {
    /** The whole object. */
    byte[] get(GetObjectRequest request) throws IOException;

    void put(PutObjectRequest request, byte[] content);

    void update(UpdateItemRequest request);

    List<Message> receive(ReceiveMessageRequest request);

    /** Ten messages; those that SQS did not delete are an error. */
    void delete(DeleteMessageBatchRequest request);
}
