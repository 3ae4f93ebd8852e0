package dev.sluice.ops.dashboard.read;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How full queues are, as SQS says, whose addresses are asked once. */
final class QueueDepths {
    private static final QueueAttributeName WAITING =
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
    private static final QueueAttributeName IN_FLIGHT =
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;
    private static final QueueAttributeName DELAYED =
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED;

    private final SqsClient sqs;
    private final Map<String, String> urls = new ConcurrentHashMap<>();

    QueueDepths(SqsClient sqs) {
        this.sqs = sqs;
    }

    /**
     * One queue's messages, about.
     *
     * @param waiting can be received now, or soon
     * @param inFlight received, and neither deleted nor given back
     */
    record Depth(long waiting, long inFlight) {
        /** Whatever becomes of them. */
        long all() {
            return waiting + inFlight;
        }
    }

    /** Of the queue by that name. */
    Depth of(String queue) {
        String url =
                urls.computeIfAbsent(
                        queue, name -> sqs.getQueueUrl(get -> get.queueName(name)).queueUrl());
        Map<QueueAttributeName, String> all =
                sqs.getQueueAttributes(
                                get ->
                                        get.queueUrl(url)
                                                .attributeNames(
                                                        List.of(WAITING, IN_FLIGHT, DELAYED)))
                        .attributes();
        return new Depth(number(all, WAITING) + number(all, DELAYED), number(all, IN_FLIGHT));
    }

    private static long number(Map<QueueAttributeName, String> all, QueueAttributeName name) {
        return Long.parseLong(all.getOrDefault(name, "0"));
    }
}
