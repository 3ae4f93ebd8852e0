package dev.sluice.ops.bench.fairness;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Plays a standard queue of SQS for one worker: first come, first served; or, as a fair queue,
 * those of quiet groups before those of noisy ones. A group is noisy that has over a tenth of the
 * messages in flight and at least 30, or over a tenth of what was received so far, which stands for
 * processing time, for all messages take the same. Nothing ever comes back.
 */
final class SimulatedQueue implements SqsClient {
    private static final int MANY = 30;
    private static final double SHARE = 0.1;

    private final boolean fair;
    private final String pipeline;
    private final long begun = System.nanoTime();
    private final long begunMillis = System.currentTimeMillis();

    // All guarded by this.
    private final Deque<Upload> toCome;
    private final Deque<Upload> waiting = new ArrayDeque<>();
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Integer> received = new HashMap<>();
    private int allInFlight;
    private int allReceived;
    private boolean closed;

    /**
     * @param uploads in the order of sending
     */
    SimulatedQueue(boolean fair, String pipeline, List<Upload> uploads) {
        this.fair = fair;
        this.pipeline = pipeline;
        this.toCome = new ArrayDeque<>(uploads);
    }

    /** When a message was sent, by {@code System.nanoTime}. */
    long sentNanos(Upload upload) {
        return begun + upload.at().toNanos();
    }

    @Override
    public synchronized ReceiveMessageResponse receiveMessage(ReceiveMessageRequest receive) {
        long end = System.nanoTime() + receive.waitTimeSeconds() * 1_000_000_000L;
        List<Upload> taken = take(receive.maxNumberOfMessages());
        try {
            while (taken.isEmpty() && !closed && System.nanoTime() < end) {
                wait(1);
                taken = take(receive.maxNumberOfMessages());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ReceiveMessageResponse.builder()
                .messages(taken.stream().map(this::message).toList())
                .build();
    }

    private List<Upload> take(int most) {
        long now = System.nanoTime();
        while (!toCome.isEmpty() && sentNanos(toCome.getFirst()) <= now) {
            waiting.add(toCome.removeFirst());
        }
        List<Upload> taken = new ArrayList<>();
        if (fair) {
            take(taken, most, false);
        }
        take(taken, most, true);
        return taken;
    }

    private void take(List<Upload> taken, int most, boolean noisyToo) {
        Iterator<Upload> next = waiting.iterator();
        while (taken.size() < most && next.hasNext()) {
            Upload upload = next.next();
            if (noisyToo || !noisy(upload.customer())) {
                next.remove();
                taken.add(upload);
                inFlight.merge(upload.customer(), 1, Integer::sum);
                received.merge(upload.customer(), 1, Integer::sum);
                allInFlight++;
                allReceived++;
            }
        }
    }

    private boolean noisy(String group) {
        int flying = inFlight.getOrDefault(group, 0);
        return (flying >= MANY && flying > SHARE * allInFlight)
                || (allReceived >= MANY && received.getOrDefault(group, 0) > SHARE * allReceived);
    }

    private Message message(Upload upload) {
        return Message.builder()
                .messageId(upload.name().replace('/', '-'))
                .receiptHandle(upload.customer() + "/" + upload.number())
                .body(upload.body(pipeline))
                .attributes(
                        Map.of(
                                MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                "1",
                                MessageSystemAttributeName.SENT_TIMESTAMP,
                                Long.toString(begunMillis + upload.at().toMillis())))
                .build();
    }

    @Override
    public synchronized DeleteMessageBatchResponse deleteMessageBatch(
            DeleteMessageBatchRequest delete) {
        delete.entries()
                .forEach(
                        entry -> {
                            String receipt = entry.receiptHandle();
                            inFlight.merge(
                                    receipt.substring(0, receipt.indexOf('/')), -1, Integer::sum);
                            allInFlight--;
                        });
        return DeleteMessageBatchResponse.builder().build();
    }

    @Override
    public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
            ChangeMessageVisibilityBatchRequest change) {
        return ChangeMessageVisibilityBatchResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Long polls return. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
