package dev.sluice.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.time.Backoff;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Lanes of two pollers each, on queues whose long polls last 20 s by a clock that tests set. */
@Timeout(300)
class LongPollsTest {
    private static final int POLLERS = 2;
    private static final Duration LONG_POLL = Duration.ofSeconds(20);

    /** Of three lanes before there were turns: each of their pollers, three times a minute. */
    private static final int THREE_LANES_A_MINUTE = 3 * POLLERS * 3;

    private final Sqs sqs = new Sqs();
    private final LongPolls polls = new LongPolls();
    private final List<Lane> lanes = new ArrayList<>();

    /** Queues that answer when they have messages, or the time of a poll is over. */
    private static final class Sqs implements SqsClient {
        private final SettableTicker ticker = new SettableTicker();

        // Guarded by this.
        private final List<String> open = new ArrayList<>();
        private final List<String> receives = new ArrayList<>();
        private final List<String> messages = new ArrayList<>();
        private int mostOpen;

        @Override
        public synchronized ReceiveMessageResponse receiveMessage(ReceiveMessageRequest receive) {
            String queue = receive.queueUrl();
            receives.add(queue);
            open.add(queue);
            mostOpen = Math.max(mostOpen, open.size());
            long begun = ticker.nanos();
            try {
                while (!messages.contains(queue)
                        && ticker.nanos() - begun < receive.waitTimeSeconds() * 1_000_000_000L) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                open.remove(queue);
            }
            List<Message> brought = new ArrayList<>();
            while (brought.size() < receive.maxNumberOfMessages() && messages.remove(queue)) {
                brought.add(Message.builder().messageId("m").receiptHandle("r").body("b").build());
            }
            return ReceiveMessageResponse.builder().messages(brought).build();
        }

        synchronized void send(String queue, int count) {
            IntStream.range(0, count).forEach(_ -> messages.add(queue));
            notifyAll();
        }

        synchronized void pass(Duration time) {
            ticker.advance(time);
            notifyAll();
        }

        synchronized List<String> open() {
            return List.copyOf(open);
        }

        synchronized List<String> receives() {
            return List.copyOf(receives);
        }

        synchronized int mostOpen() {
            return mostOpen;
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private record Lane(String queue, Permits permits, Pollers pollers) {
        int received() {
            return permits.taken();
        }
    }

    /** Its messages are never finished, so that their permits count them. */
    private Lane lane(int permits) {
        return lane(permits, polls.lane());
    }

    private Lane lane(int permits, LanePolls turns) {
        String queue = "queue-" + lanes.size();
        Permits right = new Permits(permits);
        Poller.LongPoll poll =
                new Poller.LongPoll(new WorkQueue(sqs, sqs, queue), LONG_POLL, turns, sqs.ticker);
        Backoff pauses = new Backoff(Duration.ZERO, Duration.ZERO, new SplittableRandom(1));
        List<Poller> pollers =
                IntStream.range(0, POLLERS)
                        .mapToObj(
                                i ->
                                        new Poller(
                                                Thread.ofPlatform().name("poll-" + queue + "-" + i),
                                                poll,
                                                right,
                                                (messages, asked) -> {},
                                                pauses))
                        .toList();
        Lane lane = new Lane(queue, right, new Pollers(pollers, turns));
        lanes.add(lane);
        lane.pollers().start();
        return lane;
    }

    private void idleLanes(int count) {
        IntStream.range(0, count).forEach(_ -> lane(10));
    }

    private void awaitOpen(int count) {
        await().until(() -> sqs.open().size() == count);
    }

    @AfterEach
    void stop() throws InterruptedException {
        lanes.forEach(lane -> lane.pollers().stop());
        for (Lane lane : lanes) {
            lane.pollers().cancel();
            sqs.pass(LONG_POLL);
            assertThat(lane.pollers().join(Duration.ofMinutes(2))).isTrue();
        }
    }

    /** All turns are taken, for the given time. */
    private void awaitRound(int number) {
        await().until(
                        () ->
                                sqs.receives().size() == number * LongPolls.IDLE
                                        && sqs.open().size() == LongPolls.IDLE);
    }

    @Test
    void tenIdleLanesReceiveNoOftenerThanThreeOnceDid() {
        idleLanes(10);
        for (int round = 1; round <= 3; round++) { // one minute
            awaitRound(round);
            sqs.pass(LONG_POLL);
        }
        awaitRound(4);

        assertThat(3 * LongPolls.IDLE).isEqualTo(THREE_LANES_A_MINUTE);
        assertThat(sqs.mostOpen()).isEqualTo(LongPolls.IDLE);
    }

    @Test
    void anIdleLaneMissesNoMoreThanOneRound() {
        idleLanes(10);
        int rounds = 5;
        for (int round = 1; round <= rounds; round++) {
            awaitRound(round);
            sqs.pass(LONG_POLL);
        }
        awaitRound(rounds + 1);

        for (int round = 0; round < rounds; round++) {
            int from = round * LongPolls.IDLE;
            assertThat(Set.copyOf(sqs.receives().subList(from, from + 2 * LongPolls.IDLE)))
                    .hasSize(lanes.size());
        }
    }

    @Test
    void upToSixIdleLanesWaitForNothingAndPollOnceEach() {
        idleLanes(6);
        awaitOpen(6);

        assertThat(sqs.open()).doesNotHaveDuplicates();
    }

    @Test
    void aLaneWithMessagesIsNotHeldUpByIdleOnes() {
        Lane busy = lane(1000);
        awaitOpen(1);
        idleLanes(9);
        awaitOpen(LongPolls.IDLE);

        sqs.send(busy.queue(), 900); // no time passes, so no idle poll ends
        await().until(() -> busy.received() >= 900);

        awaitOpen(POLLERS + LongPolls.IDLE);
        assertThat(sqs.open()).filteredOn(busy.queue()::equals).hasSize(POLLERS);
    }

    /** Else a job would wait for its next stage until the others' polls are over. */
    @Test
    void rule24_whatIsHandedOverWaitsForNoTurn() {
        idleLanes(10);
        awaitOpen(LongPolls.IDLE);
        Lane next = lane(10, polls.promptLane());
        awaitOpen(LongPolls.IDLE + 1); // one of its pollers, and no turn of the others'

        for (int job = 1; job <= 3; job++) {
            int received = job;
            sqs.send(next.queue(), 1); // no time passes, so no idle poll ends
            await().until(() -> next.received() >= received && sqs.open().contains(next.queue()));
        }
        int before = polled(next);
        next.pollers().pause(true);
        sqs.pass(LONG_POLL);
        awaitOpen(LongPolls.IDLE);
        assertThat(sqs.open()).doesNotContain(next.queue());
        next.pollers().pause(false);
        await().until(() -> polled(next) > before);
    }

    @Test
    void aLaneWithoutFreePermitsTakesNoTurnFromOthers() {
        Lane full = lane(10);
        awaitOpen(1);
        sqs.send(full.queue(), 10);
        await().until(() -> full.received() == 10);
        idleLanes(6);

        awaitOpen(6);
        assertThat(sqs.open()).doesNotContain(full.queue());
    }

    @Test
    void anEmptyReceivePutsALaneToSleep() {
        Lane lane = lane(1000);
        awaitOpen(1);
        sqs.send(lane.queue(), 25);
        awaitOpen(POLLERS);

        sqs.pass(LONG_POLL);
        await().until(() -> sqs.receives().size() == 6); // 10, 10, 5, and two that brought nothing
        awaitOpen(1);
    }

    @Test
    void aPausedLaneIsNotPolledAndLeavesItsTurnToOthers() {
        idleLanes(7);
        awaitOpen(LongPolls.IDLE);
        List<String> polling = sqs.open();
        Lane paused =
                lanes.stream()
                        .filter(lane -> polling.contains(lane.queue()))
                        .findFirst()
                        .orElseThrow();
        paused.pollers().pause(true);
        sqs.send(paused.queue(), 1); // what is under way may still bring messages
        await().until(() -> paused.received() >= 1 && !sqs.open().contains(paused.queue()));
        int before = polled(paused);

        sqs.send(paused.queue(), 5);
        for (int round = 0; round < 3; round++) {
            awaitOpen(LongPolls.IDLE);
            int polls = sqs.receives().size();
            sqs.pass(LONG_POLL);
            await().until(() -> sqs.receives().size() >= polls + LongPolls.IDLE);
        }
        assertThat(polled(paused)).isEqualTo(before);

        paused.pollers().pause(false);
        sqs.pass(LONG_POLL);
        await().until(() -> polled(paused) > before);
    }

    private int polled(Lane lane) {
        return (int) sqs.receives().stream().filter(lane.queue()::equals).count();
    }

    @Test
    void rule23_whoWaitsForATurnStopsAtOnceWithoutAReceive() throws InterruptedException {
        idleLanes(10);
        awaitOpen(LongPolls.IDLE);
        List<String> polling = sqs.open();

        lanes.forEach(lane -> lane.pollers().stop());

        for (Lane lane : lanes) {
            if (!polling.contains(lane.queue())) {
                assertThat(lane.pollers().join(Duration.ofMinutes(2))).isTrue();
            }
        }
        assertThat(sqs.receives()).hasSize(LongPolls.IDLE);
        assertThat(lanes)
                .filteredOn(lane -> !polling.contains(lane.queue()))
                .hasSize(4)
                .allMatch(lane -> lane.permits().taken() == 0);
    }
}
