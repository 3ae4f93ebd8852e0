package dev.sluice.shared.aws;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One SQS queue, in the batches of ten that SQS allows. Batches of more are split; the fate of each
 * entry is reported alone.
 */
public final class WorkQueue {
    /** SQS: entries a batch call, and messages a receive. */
    public static final int BATCH = 10;

    private static final long LONGEST_DELAY = 900;

    private final SqsClient receiving;
    private final SqsClient settling;
    private final String url;

    /**
     * @param receiving the client for long polls, which take up to 20 s
     * @param settling the client for everything else, with short time-outs (RULES 13)
     */
    public WorkQueue(SqsClient receiving, SqsClient settling, String url) {
        this.receiving = receiving;
        this.settling = settling;
        this.url = url;
    }

    /** SQS is out of reach, throttles or refuses. */
    public static final class QueueUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        QueueUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * @param receipt names this delivery in later calls
     * @param receiveCount how often the message was delivered, this time included
     * @param sentMillis when it was sent, epoch milliseconds by SQS's clock
     * @param trace X-Ray's header, as whoever sent it has it
     */
    public record Received(
            String messageID,
            String receipt,
            String body,
            int receiveCount,
            long sentMillis,
            Optional<String> trace) {}

    /**
     * @param group the customer, so that one noisy customer does not starve the rest (fair queues)
     * @param after how long it stays hidden; SQS: 15 minutes at most, so longer counts as that
     * @param trace X-Ray's header, well formed: beside the body, where other tools look for it, and
     *     from where it follows a message to the dead letters
     */
    public record Outgoing(String body, String group, Duration after, Optional<String> trace) {
        public Outgoing(String body, String group, Duration after) {
            this(body, group, after, Optional.empty());
        }

        public Outgoing(String body, String group) {
            this(body, group, Duration.ZERO);
        }
    }

    /**
     * One long poll.
     *
     * @param max 1 to 10
     * @param wait 0 to 20 s
     * @return what came; empty if nothing did
     * @throws InterruptedException if interrupted; messages under way stay hidden for a lease
     * @throws QueueUnavailable if the call failed
     */
    @SuppressWarnings("deprecation") // older emulators know the older name of the attributes only
    public List<Received> receive(int max, Duration wait) throws InterruptedException {
        try {
            return receiving
                    .receiveMessage(
                            receive ->
                                    receive.queueUrl(url)
                                            .maxNumberOfMessages(max)
                                            .waitTimeSeconds((int) wait.toSeconds())
                                            .attributeNamesWithStrings(
                                                    "ApproximateReceiveCount",
                                                    "SentTimestamp",
                                                    "AWSTraceHeader")
                                            .messageSystemAttributeNames(
                                                    MessageSystemAttributeName
                                                            .APPROXIMATE_RECEIVE_COUNT,
                                                    MessageSystemAttributeName.SENT_TIMESTAMP,
                                                    MessageSystemAttributeName.AWS_TRACE_HEADER))
                    .messages()
                    .stream()
                    .map(WorkQueue::received)
                    .toList();
        } catch (AbortedException e) {
            throw new InterruptedException("receive was cancelled");
        } catch (SdkException e) {
            throw new QueueUnavailable("cannot receive from " + url, e);
        }
    }

    private static Received received(Message message) {
        return new Received(
                message.messageId(),
                message.receiptHandle(),
                message.body(),
                (int) attribute(message, MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, 1),
                attribute(message, MessageSystemAttributeName.SENT_TIMESTAMP, 0),
                Optional.ofNullable(
                        message.attributes().get(MessageSystemAttributeName.AWS_TRACE_HEADER)));
    }

    private static long attribute(Message message, MessageSystemAttributeName name, long absent) {
        @Nullable String value = message.attributes().get(name);
        return value == null ? absent : Long.parseLong(value);
    }

    /**
     * @return the messages that were not sent, with what SQS said; empty if all were
     */
    public Map<Outgoing, String> send(List<Outgoing> messages) {
        return inTens(
                messages,
                batch ->
                        settling.sendMessageBatch(
                                        send ->
                                                send.queueUrl(url)
                                                        .entries(entries(batch, WorkQueue::send)))
                                .failed());
    }

    private static SendMessageBatchRequestEntry send(String id, Outgoing message) {
        SendMessageBatchRequestEntry.Builder entry =
                SendMessageBatchRequestEntry.builder()
                        .id(id)
                        .messageBody(message.body())
                        .messageGroupId(message.group())
                        .delaySeconds(delay(message));
        message.trace().ifPresent(trace -> entry.messageSystemAttributes(header(trace)));
        return entry.build();
    }

    private static Map<MessageSystemAttributeNameForSends, MessageSystemAttributeValue> header(
            String trace) {
        return Map.of(
                MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                MessageSystemAttributeValue.builder()
                        .dataType("String")
                        .stringValue(trace)
                        .build());
    }

    /** Seconds; left out where there is none, as the queue's own is none too. */
    private static @Nullable Integer delay(Outgoing message) {
        long seconds = Math.min(LONGEST_DELAY, message.after().toSeconds());
        return seconds > 0 ? (int) seconds : null;
    }

    /**
     * @return the messages whose delete is not confirmed, with what SQS said; they may come back
     */
    public Map<Received, String> delete(List<Received> messages) {
        return inTens(
                messages,
                batch ->
                        settling.deleteMessageBatch(
                                        delete ->
                                                delete.queueUrl(url)
                                                        .entries(entries(batch, WorkQueue::delete)))
                                .failed());
    }

    /**
     * Sets how long the messages stay hidden from now: zero gives them back at once, a lease's
     * length extends it.
     *
     * @return the messages for which it failed, with what SQS said
     */
    public Map<Received, String> hide(List<Received> messages, Duration from) {
        int seconds = (int) Math.ceilDiv(from.toMillis(), 1000L); // SQS knows whole seconds
        return inTens(
                messages,
                batch ->
                        settling.changeMessageVisibilityBatch(
                                        change ->
                                                change.queueUrl(url)
                                                        .entries(
                                                                entries(
                                                                        batch,
                                                                        (id, m) ->
                                                                                hide(
                                                                                        id, m,
                                                                                        seconds))))
                                .failed());
    }

    /**
     * How many messages wait to be received, now or after a delay; approximately, as SQS says.
     *
     * @throws QueueUnavailable if the call failed
     */
    public long waiting() {
        try {
            return settling
                    .getQueueAttributes(
                            get ->
                                    get.queueUrl(url)
                                            .attributeNames(
                                                    QueueAttributeName
                                                            .APPROXIMATE_NUMBER_OF_MESSAGES,
                                                    QueueAttributeName
                                                            .APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                    .attributes()
                    .values()
                    .stream()
                    .mapToLong(Long::parseLong)
                    .sum();
        } catch (SdkException e) {
            throw new QueueUnavailable("cannot ask how full is " + url, e);
        }
    }

    private static DeleteMessageBatchRequestEntry delete(String id, Received message) {
        return DeleteMessageBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(message.receipt())
                .build();
    }

    private static ChangeMessageVisibilityBatchRequestEntry hide(
            String id, Received message, int seconds) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(message.receipt())
                .visibilityTimeout(seconds)
                .build();
    }

    private interface Entry<M, E> {
        E of(String id, M message);
    }

    private static <M, E> List<E> entries(List<M> batch, Entry<M, E> entry) {
        List<E> entries = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            entries.add(entry.of(Integer.toString(i), batch.get(i)));
        }
        return entries;
    }

    private <M> Map<M, String> inTens(
            List<M> messages, Function<List<M>, List<BatchResultErrorEntry>> call) {
        Map<M, String> failed = new HashMap<>();
        for (int from = 0; from < messages.size(); from += BATCH) {
            List<M> batch = messages.subList(from, Math.min(from + BATCH, messages.size()));
            try {
                for (BatchResultErrorEntry error : call.apply(batch)) {
                    failed.put(
                            batch.get(Integer.parseInt(error.id())),
                            error.code() + " " + Optional.ofNullable(error.message()).orElse(""));
                }
            } catch (SdkException e) {
                Set<M> all = new HashSet<>(batch);
                all.forEach(message -> failed.put(message, String.valueOf(e.getMessage())));
            }
        }
        return failed;
    }
}
