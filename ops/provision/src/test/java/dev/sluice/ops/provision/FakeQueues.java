package dev.sluice.ops.provision;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Queues with all the attributes of SQS, which ElasticMQ lacks in part: retention and policy. */
final class FakeQueues implements SqsClient {
    private static final String ARN = "arn:aws-cn:sqs:cn-north-1:123456789012:";

    final Map<String, Map<QueueAttributeName, String>> queues = new HashMap<>();
    int sets;

    @Override
    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
        if (!queues.containsKey(request.queueName())) {
            throw QueueDoesNotExistException.builder().message("no such queue").build();
        }
        return GetQueueUrlResponse.builder().queueUrl(request.queueName()).build();
    }

    @Override
    public CreateQueueResponse createQueue(CreateQueueRequest request) {
        Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
        attributes.put(QueueAttributeName.QUEUE_ARN, ARN + request.queueName());
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
        queues.put(request.queueName(), attributes);
        return CreateQueueResponse.builder().queueUrl(request.queueName()).build();
    }

    @Override
    public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
        return GetQueueAttributesResponse.builder()
                .attributes(queues.get(request.queueUrl()))
                .build();
    }

    @Override
    public SetQueueAttributesResponse setQueueAttributes(SetQueueAttributesRequest request) {
        sets++;
        queues.get(request.queueUrl()).putAll(request.attributes());
        return SetQueueAttributesResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SqsClient.SERVICE_NAME;
    }

    @Override
    public void close() {}
}
