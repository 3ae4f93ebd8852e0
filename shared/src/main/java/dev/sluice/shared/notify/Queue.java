package dev.sluice.shared.notify;

import dev.sluice.shared.job.CustomerGroup;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A queue of SQS, in batches of ten; the customer is the message group. */
final class Queue implements Outlet {
    private final SqsClient sqs;
    private final String name;
    private volatile String url;

    /**
     * @param name its URL, or its name, whose URL is asked for when it is needed
     */
    Queue(SqsClient sqs, String name) {
        this.sqs = sqs;
        this.name = name.substring(name.lastIndexOf('/') + 1);
        this.url = name.contains("/") ? name : "";
    }

    @Override
    public Channel channel() {
        return new Channel(Channel.Kind.QUEUE, name);
    }

    @Override
    public int batch() {
        return AwsAnswers.BATCH;
    }

    @Override
    public int calls() {
        return AwsAnswers.CALLS;
    }

    @Override
    public List<Answer> send(List<Notification> batch, Duration within) {
        List<SendMessageBatchRequestEntry> entries =
                IntStream.range(0, batch.size()).mapToObj(i -> entry(i, batch.get(i))).toList();
        return AwsAnswers.of(
                batch.size(),
                () ->
                        sqs
                                .sendMessageBatch(
                                        send ->
                                                send.queueUrl(url(within))
                                                        .entries(entries)
                                                        .overrideConfiguration(
                                                                AwsAnswers.within(within)))
                                .failed()
                                .stream()
                                .map(
                                        each ->
                                                new AwsAnswers.Refused(
                                                        each.id(),
                                                        each.code(),
                                                        String.valueOf(each.message()),
                                                        Boolean.TRUE.equals(each.senderFault()))));
    }

    private String url(Duration within) {
        if (url.isEmpty()) {
            url =
                    sqs.getQueueUrl(
                                    get ->
                                            get.queueName(name)
                                                    .overrideConfiguration(
                                                            AwsAnswers.within(within)))
                            .queueUrl();
        }
        return url;
    }

    private SendMessageBatchRequestEntry entry(int number, Notification notification) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        AwsAnswers.attributes(notification)
                .forEach(
                        (name, value) ->
                                attributes.put(
                                        name,
                                        MessageAttributeValue.builder()
                                                .dataType("String")
                                                .stringValue(value)
                                                .build()));
        SendMessageBatchRequestEntry.Builder entry =
                SendMessageBatchRequestEntry.builder()
                        .id(Integer.toString(number))
                        .messageBody(notification.body())
                        .messageGroupId(CustomerGroup.of(notification.customerID()))
                        .messageAttributes(attributes);
        if (name.endsWith(AwsAnswers.FIFO)) {
            entry.messageDeduplicationId(AwsAnswers.deduplication(notification));
        }
        return entry.build();
    }

    @Override
    public void close() {} // the client is the program's
}
