package dev.sluice.shared.notify;

import dev.sluice.shared.job.CustomerGroup;

import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A topic of SNS, in batches of ten, with attributes that subscribers filter by, and a subject,
 * which only e-mails show.
 */
final class Topic implements Outlet {
    /** SNS takes up to 99 characters of ASCII, none of them a control character. */
    private static final int SUBJECT = 99;

    private final SnsClient sns;
    private final String arn;

    Topic(SnsClient sns, String arn) {
        this.sns = sns;
        this.arn = arn;
    }

    @Override
    public Channel channel() {
        return new Channel(Channel.Kind.TOPIC, arn.substring(arn.lastIndexOf(':') + 1));
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
        List<PublishBatchRequestEntry> entries =
                IntStream.range(0, batch.size()).mapToObj(i -> entry(i, batch.get(i))).toList();
        return AwsAnswers.of(
                batch.size(),
                () ->
                        sns
                                .publishBatch(
                                        publish ->
                                                publish.topicArn(arn)
                                                        .publishBatchRequestEntries(entries)
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

    private PublishBatchRequestEntry entry(int number, Notification notification) {
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
        PublishBatchRequestEntry.Builder entry =
                PublishBatchRequestEntry.builder()
                        .id(Integer.toString(number))
                        .subject(subject(notification))
                        .message(notification.body())
                        .messageAttributes(attributes);
        if (arn.endsWith(AwsAnswers.FIFO)) {
            entry.messageGroupId(CustomerGroup.of(notification.customerID()))
                    .messageDeduplicationId(AwsAnswers.deduplication(notification));
        }
        return entry.build();
    }

    private static String subject(Notification notification) {
        String subject =
                "%s of %s %s"
                        .formatted(
                                notification.pipeline(),
                                notification.customerID(),
                                notification.status().sent())
                        .replaceAll("[^ -~]", "?");
        return subject.substring(0, Math.min(SUBJECT, subject.length()));
    }

    @Override
    public void close() {} // the client is the program's
}
