package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.aws.WorkQueue.Outgoing;
import dev.sluice.shared.aws.WorkQueue.QueueUnavailable;
import dev.sluice.shared.aws.WorkQueue.Received;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

class WorkQueueTest {
    /** Remembers what was asked; refuses what it is told to. */
    private static final class FakeSqs implements SqsClient {
        final List<List<String>> batches = new ArrayList<>();
        Set<String> refused = Set.of();
        int failingCall = -1;
        Supplier<ReceiveMessageResponse> received = () -> ReceiveMessageResponse.builder().build();
        ReceiveMessageRequest asked;
        SendMessageBatchRequest sent;

        private List<BatchResultErrorEntry> batch(List<String> ids, List<String> contents) {
            assertThat(ids).doesNotHaveDuplicates().hasSizeBetween(1, 10);
            batches.add(contents);
            if (batches.size() == failingCall) {
                throw SdkClientException.create("no route to host");
            }
            List<BatchResultErrorEntry> errors = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                if (refused.contains(contents.get(i))) {
                    errors.add(
                            BatchResultErrorEntry.builder()
                                    .id(ids.get(i))
                                    .code("Refused")
                                    .message("because")
                                    .build());
                }
            }
            return errors;
        }

        @Override
        public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest send) {
            sent = send;
            return SendMessageBatchResponse.builder()
                    .failed(
                            batch(
                                    send.entries().stream().map(e -> e.id()).toList(),
                                    send.entries().stream()
                                            .map(e -> e.messageBody() + "@" + e.messageGroupId())
                                            .toList()))
                    .build();
        }

        @Override
        public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest delete) {
            return DeleteMessageBatchResponse.builder()
                    .failed(
                            batch(
                                    delete.entries().stream().map(e -> e.id()).toList(),
                                    delete.entries().stream().map(e -> e.receiptHandle()).toList()))
                    .build();
        }

        @Override
        public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
                ChangeMessageVisibilityBatchRequest change) {
            return ChangeMessageVisibilityBatchResponse.builder()
                    .failed(
                            batch(
                                    change.entries().stream().map(e -> e.id()).toList(),
                                    change.entries().stream()
                                            .map(
                                                    e ->
                                                            e.receiptHandle()
                                                                    + "+"
                                                                    + e.visibilityTimeout())
                                            .toList()))
                    .build();
        }

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest receive) {
            asked = receive;
            return received.get();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private final FakeSqs receiving = new FakeSqs();
    private final FakeSqs settling = new FakeSqs();
    private final WorkQueue queue = new WorkQueue(receiving, settling, "https://queue");

    private static List<Received> messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Received("m" + i, "r" + i, "body", 1, 0, Optional.empty()))
                .toList();
    }

    @Test
    void deletesGoOutInTens() {
        assertThat(queue.delete(messages(23))).isEmpty();

        assertThat(settling.batches).extracting(List::size).containsExactly(10, 10, 3);
        assertThat(settling.batches.stream().flatMap(List::stream))
                .containsExactlyElementsOf(messages(23).stream().map(Received::receipt).toList());
    }

    @Test
    void nothingToDoIsNoCall() {
        assertThat(queue.delete(List.of())).isEmpty();
        assertThat(queue.send(List.of())).isEmpty();
        assertThat(settling.batches).isEmpty();
    }

    @Test
    void theFateOfEachEntryIsReportedAlone() {
        settling.refused = Set.of("r3", "r12");

        assertThat(queue.delete(messages(23)))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                messages(23).get(3), "Refused because",
                                messages(23).get(12), "Refused because"));
    }

    @Test
    void aCallThatFailsFailsItsTenAndTheOthersGoOn() {
        settling.failingCall = 2;

        Map<Received, String> failed = queue.delete(messages(23));

        assertThat(settling.batches).hasSize(3);
        assertThat(failed.keySet())
                .containsExactlyInAnyOrderElementsOf(messages(23).subList(10, 20));
        assertThat(failed.values()).allMatch(why -> why.contains("no route to host"));
    }

    @Test
    void hidingSetsTheSeconds() {
        settling.refused = Set.of("r1+90");

        assertThat(queue.hide(messages(2), Duration.ofSeconds(90)))
                .containsOnlyKeys(messages(2).get(1));
        assertThat(settling.batches).containsExactly(List.of("r0+90", "r1+90"));
    }

    @Test
    void sendingNamesTheGroupAndReportsWhatWasNotSent() {
        List<Outgoing> jobs =
                IntStream.range(0, 12).mapToObj(i -> new Outgoing("job" + i, "acme")).toList();
        settling.refused = Set.of("job11@acme");

        assertThat(queue.send(jobs)).containsOnlyKeys(jobs.get(11));
        assertThat(settling.batches).extracting(List::size).containsExactly(10, 2);
    }

    @Test
    void rule13_receivesHaveAClientOfTheirOwn() throws InterruptedException {
        receiving.received =
                () ->
                        ReceiveMessageResponse.builder()
                                .messages(
                                        Message.builder()
                                                .messageId("m")
                                                .receiptHandle("r")
                                                .body("b")
                                                .attributes(
                                                        Map.of(
                                                                MessageSystemAttributeName
                                                                        .APPROXIMATE_RECEIVE_COUNT,
                                                                "3",
                                                                MessageSystemAttributeName
                                                                        .SENT_TIMESTAMP,
                                                                "1234",
                                                                MessageSystemAttributeName
                                                                        .AWS_TRACE_HEADER,
                                                                "Root=1"))
                                                .build())
                                .build();

        assertThat(queue.receive(7, Duration.ofSeconds(20)))
                .containsExactly(new Received("m", "r", "b", 3, 1234, Optional.of("Root=1")));
        assertThat(receiving.asked.maxNumberOfMessages()).isEqualTo(7);
        assertThat(receiving.asked.waitTimeSeconds()).isEqualTo(20);
        assertThat(settling.asked).isNull();
    }

    @Test
    void aReceiveThatIsCancelledIsAnInterruption() {
        receiving.received =
                () -> {
                    throw AbortedException.create("interrupted");
                };

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> queue.receive(1, Duration.ZERO));
    }

    @Test
    void aReceiveThatFailsSaysWhichQueue() {
        receiving.received =
                () -> {
                    throw SdkClientException.create("no route to host");
                };

        assertThatExceptionOfType(QueueUnavailable.class)
                .isThrownBy(() -> queue.receive(1, Duration.ZERO))
                .withMessage("cannot receive from https://queue");
    }

    @Test
    void aTraceHeaderGoesBesideTheBodyAndOnlyWhereThereIsOne() {
        Outgoing traced = new Outgoing("a", "acme", Duration.ZERO, Optional.of("Root=1"));
        assertThat(queue.send(List.of(traced, new Outgoing("b", "acme")))).isEmpty();

        assertThat(settling.sent.entries().getFirst().messageSystemAttributes())
                .containsExactly(
                        Map.entry(
                                MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                                MessageSystemAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("Root=1")
                                        .build()));
        assertThat(settling.sent.entries().getLast().hasMessageSystemAttributes()).isFalse();
    }
}
