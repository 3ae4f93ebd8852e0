package dev.sluice.worker.fake;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One queue. Calls read {@code receive 10}, {@code delete r1 r2}, {@code hide 60 r1 r2}. A receive
 * waits until {@link #answer} says what comes.
 */
public final class FakeSqs implements SqsClient {
    private final Calls calls;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final LinkedBlockingQueue<Supplier<List<Message>>> answers =
            new LinkedBlockingQueue<>();

    /** What was sent, in order. */
    public final List<SendMessageBatchRequestEntry> sent = new CopyOnWriteArrayList<>();

    public FakeSqs(Calls calls) {
        this.calls = calls;
    }

    public WorkQueue queue() {
        return new WorkQueue(this, this, "https://queue");
    }

    /** Delete and hide fail for this receipt alone. */
    public void refuse(String receipt) {
        refused.add(receipt);
    }

    public void accept(String receipt) {
        refused.remove(receipt);
    }

    /** The next receive brings so many messages. */
    public void answer(int messages) {
        answer(
                () ->
                        IntStream.range(0, messages)
                                .mapToObj(
                                        i ->
                                                Message.builder()
                                                        .messageId("m" + i)
                                                        .receiptHandle("r" + i)
                                                        .body("b")
                                                        .build())
                                .toList());
    }

    public void answer(Supplier<List<Message>> next) {
        answers.add(next);
    }

    public static Received message(int number, int receiveCount, String body) {
        return new Received("m" + number, "r" + number, body, receiveCount, 0, Optional.empty());
    }

    public static Received message(int number) {
        return message(number, 1, "body");
    }

    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest receive) {
        calls.happens("receive " + receive.maxNumberOfMessages());
        try {
            return ReceiveMessageResponse.builder().messages(answers.take().get()).build();
        } catch (InterruptedException e) {
            throw AbortedException.create("interrupted");
        }
    }

    @Override
    public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest send) {
        sent.addAll(send.entries());
        send.entries().forEach(e -> calls.happens("send " + e.delaySeconds()));
        return SendMessageBatchResponse.builder().build();
    }

    @Override
    public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest delete) {
        List<String> receipts = delete.entries().stream().map(e -> e.receiptHandle()).toList();
        calls.happens("delete " + String.join(" ", receipts));
        return DeleteMessageBatchResponse.builder().failed(failed(receipts)).build();
    }

    @Override
    public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
            ChangeMessageVisibilityBatchRequest change) {
        List<String> receipts = change.entries().stream().map(e -> e.receiptHandle()).toList();
        String seconds =
                change.entries().stream()
                        .map(e -> e.visibilityTimeout().toString())
                        .distinct()
                        .collect(Collectors.joining("/"));
        calls.happens("hide " + seconds + " " + String.join(" ", receipts));
        return ChangeMessageVisibilityBatchResponse.builder().failed(failed(receipts)).build();
    }

    private List<BatchResultErrorEntry> failed(List<String> receipts) {
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            if (refused.contains(receipts.get(i))) {
                failed.add(
                        BatchResultErrorEntry.builder()
                                .id(Integer.toString(i))
                                .code("Refused")
                                .build());
            }
        }
        return failed;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
