package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.time.Backoff;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

class PollLoopTest {
    private final Scripted sqs = new Scripted();
    private final AtomicReference<Throwable> death = new AtomicReference<>();
    private final Queue<String> handled = new ConcurrentLinkedQueue<>();

    private PollLoop loop(PollLoop.Handler handler) {
        PollLoop loop =
                new PollLoop(
                        new PollLoop.Source(
                                "loop-under-test", new WorkQueue(sqs, sqs, "queue"), Duration.ZERO),
                        handler,
                        new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), new Random(1)),
                        death::set);
        loop.start();
        return loop;
    }

    private Optional<String> note(List<WorkQueue.Received> messages) {
        messages.forEach(message -> handled.add(message.body()));
        return Optional.empty();
    }

    @Test
    void failedReceivesAndFailingHandlersAreSurvived() throws Exception {
        sqs.script.add(
                () -> {
                    throw SdkClientException.create("connection refused");
                });
        sqs.script.add(() -> "bug");
        sqs.script.add(() -> "fine");
        PollLoop loop =
                loop(
                        messages -> {
                            if (messages.stream().anyMatch(m -> m.body().equals("bug"))) {
                                throw new IllegalStateException("a bug");
                            }
                            return note(messages);
                        });

        await().until(() -> handled.contains("fine"));

        loop.stop();
        assertThat(loop.join(Duration.ofMinutes(2))).isTrue();
        assertThat(death.get()).isNull();
    }

    @Test
    void anErrorEndsTheThreadAndIsTold() throws Exception {
        sqs.script.add(() -> "deadly");
        PollLoop loop =
                loop(
                        messages -> {
                            throw new OutOfMemoryError("none left");
                        });

        assertThat(loop.join(Duration.ofMinutes(2))).isTrue();
        assertThat(death.get()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void rule23_messagesInHandAreFinished() throws Exception {
        CountDownLatch inHand = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        sqs.script.add(() -> "last");
        PollLoop loop =
                loop(
                        messages -> {
                            inHand.countDown();
                            try {
                                goOn.await();
                            } catch (InterruptedException e) {
                                return Optional.of("interrupted");
                            }
                            return note(messages);
                        });
        inHand.await();

        loop.stop();
        assertThat(loop.join(Duration.ofMillis(100))).isFalse();
        goOn.countDown();

        assertThat(loop.join(Duration.ofMinutes(2))).isTrue();
        assertThat(handled).containsExactly("last");
    }

    @Test
    void backOffDoublesUpToItsCapWithFullJitter() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));

        for (int failures = 1; failures <= 100; failures++) {
            long most = failures > 5 ? 30_000 : 1000L << (failures - 1);
            for (int i = 0; i < 200; i++) {
                assertThat(backoff.after(failures).toMillis()).isBetween(0L, most);
            }
        }
        assertThat(backoff.after(20)).isNotEqualTo(backoff.after(20));
    }

    /** Receives what the script says, then waits for more. */
    private static final class Scripted implements SqsClient {
        final Queue<Supplier<String>> script = new ConcurrentLinkedQueue<>();

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            Supplier<String> next = script.poll();
            if (next == null) {
                Thread.onSpinWait();
                return ReceiveMessageResponse.builder().build();
            }
            return ReceiveMessageResponse.builder()
                    .messages(
                            Message.builder()
                                    .messageId("id")
                                    .receiptHandle("handle")
                                    .body(next.get())
                                    .build())
                    .build();
        }

        @Override
        public String serviceName() {
            return SqsClient.SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
