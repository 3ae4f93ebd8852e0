package dev.sluice.worker.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.Beside;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.notify.NoticeSettings;
import dev.sluice.shared.notify.Notices;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

import java.util.List;
import java.util.Map;

/** A queue that is told how jobs end. Calls read {@code tell completed ID}. */
public final class ToldQueue implements SqsClient {
    private final Calls calls;

    private ToldQueue(Calls calls) {
        this.calls = calls;
    }

    /** Notifications of all pipelines, to one such queue. */
    public static Notices over(Calls calls) {
        ToldQueue queue = new ToldQueue(calls);
        Section section =
                new Section(Map.of("default", Map.of("queue", "told")), key -> key, new Problems());
        return Notices.open(
                NoticeSettings.read(section),
                new AwsClients(null, null, queue, queue, Beside.playing(queue)),
                List.of());
    }

    @Override
    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest get) {
        return GetQueueUrlResponse.builder().queueUrl("https://sqs/1/" + get.queueName()).build();
    }

    @Override
    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest send) {
        send.entries().forEach(entry -> calls.happens(read(entry.messageBody())));
        return SendMessageBatchResponse.builder().build();
    }

    private static String read(String body) {
        try {
            JsonNode json = new JsonMapper().readTree(body);
            return "tell " + json.path("status").asText() + " " + json.path("id").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
