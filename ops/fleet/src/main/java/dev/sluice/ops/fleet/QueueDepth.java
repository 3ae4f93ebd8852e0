package dev.sluice.ops.fleet;

import dev.sluice.shared.config.StartFailure;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

import java.util.Map;

/**
 * How full a queue is, approximately, as SQS says.
 *
 * @param waiting can be received now
 * @param inFlight received and neither deleted nor given back
 * @param dead given up on, in its dead-letter queue
 */
public record QueueDepth(String queue, long waiting, long inFlight, long dead) {
    /**
     * Asks SQS.
     *
     * @throws StartFailure if there is no such queue
     */
    public static QueueDepth read(SqsClient sqs, String queue, String deadLetterQueue) {
        Map<QueueAttributeName, String> depth = attributes(sqs, queue);
        // One that the dispatcher cannot read is hidden for hours, and dead all the same.
        Map<QueueAttributeName, String> dead = attributes(sqs, deadLetterQueue);
        return new QueueDepth(
                queue,
                number(depth, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES),
                number(depth, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE),
                number(dead, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
                        + number(
                                dead,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    private static Map<QueueAttributeName, String> attributes(SqsClient sqs, String queue) {
        try {
            String url = sqs.getQueueUrl(get -> get.queueName(queue)).queueUrl();
            return sqs.getQueueAttributes(
                            get ->
                                    get.queueUrl(url)
                                            .attributeNames(
                                                    QueueAttributeName
                                                            .APPROXIMATE_NUMBER_OF_MESSAGES,
                                                    QueueAttributeName
                                                            .APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                    .attributes();
        } catch (QueueDoesNotExistException e) {
            throw new StartFailure(
                    "there is no queue %s; `ops/sluice provision` creates it".formatted(queue), e);
        }
    }

    private static long number(
            Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Long.parseLong(attributes.getOrDefault(name, "0"));
    }
}
