package dev.sluice.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.time.Backoff;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.core.exception.SdkClientException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

@Timeout(300)
class PollerTest {
    private final Calls calls = new Calls();
    private final FakeSqs sqs = new FakeSqs(calls);
    private final List<Received> accepted = new CopyOnWriteArrayList<>();
    private final List<Poller> started = new ArrayList<>();

    private Poller poller(Permits permits) {
        return poller(permits, Duration.ZERO);
    }

    private Poller poller(Permits permits, Duration pause) {
        Poller poller =
                new Poller(
                        Thread.ofPlatform().name("poll-cats-" + started.size()),
                        new Poller.LongPoll(
                                sqs.queue(),
                                Duration.ofSeconds(20),
                                new LongPolls().lane(),
                                new SettableTicker()),
                        permits,
                        (messages, asked) -> accepted.addAll(messages),
                        new Backoff(pause, pause, new SplittableRandom(1)));
        started.add(poller);
        poller.start();
        return poller;
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Poller poller : started) {
            poller.stop();
            poller.cancel();
            poller.join(Duration.ofMinutes(2));
        }
    }

    private List<String> receives() {
        return calls.all();
    }

    @Test
    void noReceiveAsksForMoreMessagesThanThereArePermits() {
        Permits permits = new Permits(13);
        poller(permits);
        sqs.answer(10);
        sqs.answer(2);
        await().until(() -> receives().size() == 3);

        assertThat(receives()).containsExactly("receive 10", "receive 3", "receive 1");
        assertThat(accepted).hasSize(12);
        assertThat(permits.taken()).isEqualTo(13);
    }

    @Test
    void aBusyWorkerAsksForMessagesByAnEighthOfThePermits() throws Exception {
        Permits permits = new Permits(64);
        int held = 0;
        while (held < 64) {
            held += permits.takeUpTo(Math.min(10, 64 - held));
        }
        poller(permits);
        for (int i = 0; i < 7; i++) {
            permits.giveBack(1);
        }
        assertThat(receives()).isEmpty();

        permits.giveBack(1);
        await().until(() -> !receives().isEmpty());
        assertThat(receives()).containsExactly("receive 8");
    }

    @Test
    void twoPollersTogetherNeverHoldMoreThanThePermits() {
        Permits permits = new Permits(15);
        poller(permits);
        poller(permits);
        await().until(() -> receives().size() == 2);

        assertThat(receives()).containsExactlyInAnyOrder("receive 10", "receive 5");
        assertThat(permits.taken()).isEqualTo(15);
    }

    @Test
    void withoutAPermitNothingIsReceived() throws InterruptedException {
        Permits permits = new Permits(2);
        poller(permits);
        sqs.answer(2);
        await().until(() -> accepted.size() == 2);
        assertThat(permits.awaitAllBack(Duration.ZERO)).isFalse();
        assertThat(receives()).containsExactly("receive 2");

        permits.giveBack(1);
        await().until(() -> receives().size() == 2);
        assertThat(receives()).last().isEqualTo("receive 1");
    }

    @Test
    void anEmptyReceiveGivesItsPermitsBack() {
        Permits permits = new Permits(10);
        poller(permits);
        sqs.answer(0);
        sqs.answer(0);
        await().until(() -> receives().size() == 3);

        assertThat(receives()).containsOnly("receive 10");
    }

    @Test
    void aFailedReceiveGivesItsPermitsBackAndIsTriedAgain() {
        Permits permits = new Permits(10);
        sqs.answer(
                () -> {
                    throw SdkClientException.create("no route to host");
                });
        sqs.answer(
                () -> {
                    throw new IllegalStateException("pool shut down");
                });
        poller(permits);
        await().until(() -> receives().size() == 3);

        assertThat(receives()).containsOnly("receive 10");
        sqs.answer(1);
        await().until(() -> accepted.size() == 1);
    }

    @Test
    void anErrorThatEndsAPollerIsTold() throws InterruptedException {
        List<String> died = new CopyOnWriteArrayList<>();
        Poller poller =
                new Poller(
                        new VitalThreads(died::add).named("poll-cats"),
                        new Poller.LongPoll(
                                sqs.queue(),
                                Duration.ofSeconds(20),
                                new LongPolls().lane(),
                                new SettableTicker()),
                        new Permits(10),
                        (messages, asked) -> {
                            throw new NoClassDefFoundError("for a test");
                        },
                        new Backoff(Duration.ZERO, Duration.ZERO, new SplittableRandom(1)));
        poller.start();
        sqs.answer(1);

        assertThat(poller.join(Duration.ofSeconds(20))).isTrue();
        await().untilAsserted(
                        () ->
                                assertThat(died)
                                        .containsExactly(
                                                "thread poll-cats died:"
                                                        + " java.lang.NoClassDefFoundError: for a"
                                                        + " test"));
    }

    @Test
    void rule23_stoppingLetsTheReceiveUnderWayBringItsMessages() throws InterruptedException {
        Permits permits = new Permits(10);
        Poller poller = poller(permits);
        await().until(() -> receives().size() == 1);

        poller.stop();
        sqs.answer(2);

        assertThat(poller.join(Duration.ofMinutes(2))).isTrue();
        assertThat(accepted).hasSize(2);
        assertThat(receives()).hasSize(1);
        assertThat(permits.taken()).isEqualTo(2);
    }

    @Test
    void rule23_aReceiveThatTakesTooLongIsCancelledAndItsPermitsComeBack()
            throws InterruptedException {
        Permits permits = new Permits(10);
        Poller poller = poller(permits);
        await().until(() -> receives().size() == 1);

        poller.stop();
        assertThat(poller.join(Duration.ofMillis(1))).isFalse();
        poller.cancel();

        assertThat(poller.join(Duration.ofMinutes(2))).isTrue();
        assertThat(accepted).isEmpty();
        assertThat(permits.taken()).isZero();
    }

    @Test
    void stoppingEndsThePauseAfterAFailure() throws InterruptedException {
        Permits permits = new Permits(10);
        sqs.answer(
                () -> {
                    throw SdkClientException.create("no route to host");
                });
        Poller poller = poller(permits, Duration.ofDays(10));
        await().until(() -> receives().size() == 1 && permits.taken() == 0);

        poller.stop();

        assertThat(poller.join(Duration.ofMinutes(2))).isTrue();
        assertThat(receives()).hasSize(1);
    }

    @Test
    void rule23_aPollerThatWaitsForAPermitStopsWithoutAReceive() throws InterruptedException {
        Permits permits = new Permits(1);
        permits.takeUpTo(1);
        Poller poller = poller(permits);

        poller.stop();
        permits.giveBack(1);

        assertThat(poller.join(Duration.ofMinutes(2))).isTrue();
        assertThat(receives()).isEmpty();
        assertThat(permits.taken()).isZero();
    }

    @Test
    void rule23_aPollerThatWaitsForAPermitCanBeCancelled() throws InterruptedException {
        Permits permits = new Permits(1);
        permits.takeUpTo(1);
        Poller poller = poller(permits);

        poller.stop();
        poller.cancel();

        assertThat(poller.join(Duration.ofMinutes(2))).isTrue();
        assertThat(permits.taken()).isOne();
    }
}
