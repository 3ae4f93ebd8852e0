package dev.sluice.dispatcher.requeue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dispatcher.requeue.Requeue.Candidate;
import dev.sluice.dispatcher.requeue.Requeue.Sent;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Jobs that have waited long go behind live ones. */
class RequeueTest {
    private final FakeQueue queue = new FakeQueue();
    private final List<Duration> rests = new ArrayList<>();
    private long nanos;

    /** A queue whose workers take so many jobs whenever somebody rests. */
    private final class FakeQueue implements JobSender {
        private long waiting;
        private long most;
        private int taken;
        private int refusals;
        private boolean late;
        private final Set<String> paused = new HashSet<>();
        private final List<Job> sent = new ArrayList<>();

        @Override
        public Map<Job, String> send(List<Job> jobs) {
            if (refusals > 0 && !jobs.isEmpty()) {
                refusals--;
                Map<Job, String> refused = new HashMap<>();
                jobs.forEach(job -> refused.put(job, "throttled"));
                return refused;
            }
            sent.addAll(jobs);
            waiting += jobs.size();
            most = Math.max(most, waiting);
            return Map.of();
        }

        @Override
        public long waiting(String pipeline) {
            return late ? 0 : waiting;
        }

        /** The earliest are taken first. */
        @Override
        public boolean begun(Job job) {
            return sent.indexOf(job) < sent.size() - waiting;
        }

        @Override
        public boolean paused(String pipeline) {
            return paused.contains(pipeline);
        }

        void rest(Duration length) {
            rests.add(length);
            nanos += length.toNanos();
            waiting = Math.max(0, waiting - taken);
        }
    }

    private Requeue requeue(int ahead) {
        return requeue(ahead, false);
    }

    private Requeue requeue(int ahead, boolean goesOn) {
        return new Requeue(
                queue,
                new Manner(1e9, ahead, Duration.ofMinutes(1), goesOn),
                queue::rest,
                () -> nanos);
    }

    private static Candidate candidate(int number, boolean waits) {
        Job job =
                new Job(
                        new Job.Work("scans", "1"),
                        new RowKey("acme", "i" + number, "i" + number),
                        new ObjectVersion("b", "acme/" + number, "e", Optional.empty(), 1),
                        Generation.found(Instant.EPOCH));
        return new Candidate(job, () -> waits, () -> {});
    }

    private static List<Candidate> candidates(int count) {
        return IntStream.range(0, count).mapToObj(i -> candidate(i, true)).toList();
    }

    @Test
    void noMoreThanSoManyWaitAheadOfALiveUpload() throws Exception {
        queue.taken = 30;

        Sent sent = requeue(100).send(candidates(1000));

        assertThat(sent).isEqualTo(new Sent(1000, 0, 0, 0));
        assertThat(queue.sent).hasSize(1000);
        assertThat(queue.most).isEqualTo(100);
    }

    @Test
    void behindALiveBacklogNothingIsAddedUntilItIsWorkedOff() throws Exception {
        queue.waiting = 5000;
        queue.taken = 1000;

        requeue(100).send(candidates(10));

        assertThat(rests).hasSize(5);
        assertThat(queue.sent).hasSize(10);
    }

    @Test
    void aQueueThatDoesNotCountYetWhatWasSentGetsNoMore() throws Exception {
        queue.late = true;
        queue.taken = 30;

        Sent sent = requeue(100).send(candidates(1000));

        assertThat(sent).isEqualTo(new Sent(1000, 0, 0, 0));
        assertThat(queue.most).isEqualTo(100);
    }

    @Test
    void whatWasSentLongAgoIsTheQueuesToCount() throws Exception {
        Requeue requeue = requeue(100);
        requeue.send(candidates(100));
        queue.late = true; // it says nought, for a dead worker holds them all
        nanos += Duration.ofSeconds(61).toNanos();

        requeue.send(candidates(100));

        assertThat(rests).isEmpty();
    }

    @Test
    void aPausedPipelineIsLeftAndItsRowsStayAsTheyAre() throws Exception {
        queue.paused.add("scans");
        List<Job> written = new ArrayList<>();
        Job job = candidate(1, true).job();

        Sent sent =
                requeue(100).send(List.of(new Candidate(job, () -> written.add(job), () -> {})));

        assertThat(sent).isEqualTo(new Sent(0, 0, 0, 1));
        assertThat(written).isEmpty();
        assertThat(queue.sent).isEmpty();
    }

    @Test
    void rule6_behindABacklogThatDoesNotEndAFewAreSentNowAndThen() throws Exception {
        queue.waiting = 5000;
        Requeue requeue = requeue(100);

        Sent first = requeue.send(candidates(15));
        int waits = rests.size();
        Sent second = requeue.send(candidates(10));

        assertThat(first).isEqualTo(new Sent(10, 0, 5, 0));
        assertThat(second).isEqualTo(new Sent(0, 0, 10, 0));
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(requeue.send(candidates(15))).isEqualTo(new Sent(10, 0, 5, 0));
        assertThat(rests).as("it does not wait a second time").hasSize(waits);
        assertThat(rests.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(1).plusSeconds(2));
    }

    @Test
    void whoseRowIsAnothersByThenIsNotSent() throws Exception {
        Sent sent = requeue(100).send(List.of(candidate(1, true), candidate(2, false)));

        assertThat(sent).isEqualTo(new Sent(1, 1, 0, 0));
        assertThat(queue.sent).extracting(Job::imageID).containsExactly("i1");
    }

    @Test
    void aRefusedSendIsTriedAFewTimesAndThenEndsTheWork() throws Exception {
        queue.refusals = 4;
        assertThat(requeue(100).send(candidates(3))).isEqualTo(new Sent(3, 0, 0, 0));

        queue.refusals = 5;
        assertThatThrownBy(() -> requeue(100).send(candidates(3)))
                .isInstanceOf(Requeue.Unsent.class)
                .hasMessageContaining("3 jobs of scans", "throttled");
    }

    @Test
    void rule6_aQueueThatFailsIsLeftAndOthersAreNot() throws Exception {
        queue.refusals = 5;
        Candidate other =
                new Candidate(
                        new Job(
                                new Job.Work("faces", "1"),
                                new RowKey("acme", "f", "f"),
                                new ObjectVersion("b", "acme/f", "e", Optional.empty(), 1),
                                Generation.found(Instant.EPOCH)),
                        () -> true,
                        () -> {});
        List<Candidate> both = new ArrayList<>(candidates(3));
        both.add(other);
        Requeue requeue = requeue(100, true);

        assertThat(requeue.send(both)).isEqualTo(new Sent(1, 0, 3, 0));
        assertThat(requeue.send(candidates(3))).as("from then on").isEqualTo(new Sent(0, 0, 3, 0));
        assertThat(queue.sent).containsExactly(other.job());
    }

    @Test
    void paceKeepsToItsRateAndMakesUpForNothing() throws Exception {
        long[] now = {0};
        List<Duration> waits = new ArrayList<>();
        Pace pace =
                new Pace(
                        100,
                        () -> now[0],
                        length -> {
                            waits.add(length);
                            now[0] += length.toNanos();
                        });

        pace.step(50);
        pace.step(50);
        now[0] += Duration.ofSeconds(10).toNanos();
        pace.step(50);
        pace.step(1);

        assertThat(waits).containsExactly(Duration.ofMillis(500), Duration.ofMillis(500));
    }
}
