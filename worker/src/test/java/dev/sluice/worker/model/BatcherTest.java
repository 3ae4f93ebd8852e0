package dev.sluice.worker.model;

import static dev.sluice.worker.model.Items.floats;
import static dev.sluice.worker.model.Items.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

@Timeout(300)
class BatcherTest {
    private final SettableTicker ticker = new SettableTicker();
    private final FakeRunner runner = new FakeRunner();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final Batcher batcher =
            TestBatchers.of(new Batch(4, Duration.ofHours(1)), runner, broken::add, ticker);

    @AfterEach
    void close() throws InterruptedException {
        batcher.close(Duration.ofSeconds(10));
    }

    /** Calls from virtual threads, all announced before any starts. */
    private List<CompletableFuture<Float>> calls(float... values) {
        batcher.expect(values.length);
        List<CompletableFuture<Float>> answers = new ArrayList<>();
        for (float value : values) {
            answers.add(call(value));
        }
        return answers;
    }

    private CompletableFuture<Float> call(float value) {
        CompletableFuture<Float> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (JobModel model = batcher.forJob(false)) {
                                answer.complete(
                                        Items.value(model.lastCall(items(value)).getFirst()));
                            } catch (Throwable e) {
                                answer.completeExceptionally(e);
                            }
                        });
        return answer;
    }

    private static Throwable failure(CompletableFuture<Float> answer) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                        ExecutionException.class, answer::get)
                .getCause();
    }

    @Test
    void theWarmUpRunsAloneAndAsAFullBatchBeforeAnyCall() {
        batcher.start();

        assertThat(runner.batches)
                .containsExactly(
                        floats(FakeRunner.WARM_UP),
                        floats(
                                FakeRunner.WARM_UP,
                                FakeRunner.WARM_UP,
                                FakeRunner.WARM_UP,
                                FakeRunner.WARM_UP));
    }

    @Test
    void aModelThatFailsItsWarmUpDoesNotStart() {
        runner.failOn(FakeRunner.WARM_UP);

        assertThatExceptionOfType(ModelBroken.class)
                .isThrownBy(batcher::start)
                .withMessageContaining("bad input");
    }

    @Test
    void rule18_callsThatWereAnnouncedTogetherJoinOneBatchAndEachGetsItsOwnAnswer()
            throws Exception {
        batcher.start();

        List<CompletableFuture<Float>> answers = calls(1, 2, 3);

        for (int i = 0; i < 3; i++) {
            assertThat(answers.get(i).get()).isEqualTo((i + 1) * 10);
        }
        assertThat(runner.jobs()).singleElement().asList().containsExactlyInAnyOrder(1f, 2f, 3f);
        assertThat(batcher.use().meanBatch()).isEqualTo(3);
        assertThat(batcher.use().fill()).isEqualTo(0.75);
    }

    @Test
    void rule14_anAnswerThatIsNoNumberIsAFailureOfThatItemAlone() throws Exception {
        batcher.start();

        List<CompletableFuture<Float>> answers =
                calls(1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);

        assertThat(answers.get(0).get()).isEqualTo(10);
        assertThat(failure(answers.get(1)))
                .isInstanceOf(ModelFailure.class)
                .hasMessageContaining("its output \"y\" holds NaN");
        assertThat(failure(answers.get(2)))
                .isInstanceOf(ModelFailure.class)
                .hasMessageContaining("its output \"y\" holds Infinity");
        assertThat(failure(answers.get(3)))
                .isInstanceOf(ModelFailure.class)
                .hasMessageContaining("its output \"y\" holds -Infinity");
    }

    @Test
    void theStartHandsOutWhatTheModelAnswersButToProbesThatItRefuses() {
        runner.bad.add(7f);

        assertThat(batcher.start(Items.items(6, 7, 8)).stream().map(Items::value))
                .containsExactly(FakeRunner.WARM_UP * 10, 60f, 80f);
    }

    @Test
    void aCallOfMoreItemsThanABatchGetsAllAnswersInOrder() throws Exception {
        batcher.start();
        batcher.expect(1);

        try (JobModel model = batcher.forJob(false)) {
            assertThat(model.lastCall(items(1, 2, 3, 4, 5, 6, 7, 8, 9)).stream().map(Items::value))
                    .containsExactly(10f, 20f, 30f, 40f, 50f, 60f, 70f, 80f, 90f);
        }
        assertThat(runner.jobs()).extracting(List::size).containsExactly(4, 4, 1);
    }

    @Test
    void onlyTheItemsThatFailAloneAreRefused() throws Exception {
        batcher.start();
        runner.failOn(2);
        runner.failOn(3);

        List<CompletableFuture<Float>> answers = calls(1, 2, 3, 4);

        assertThat(answers.get(0).get()).isEqualTo(10);
        assertThat(answers.get(3).get()).isEqualTo(40);
        assertThat(failure(answers.get(1))).isInstanceOf(ModelFailure.class);
        assertThat(failure(answers.get(2)))
                .isInstanceOf(ModelFailure.class)
                .hasMessage("bad input");
        assertThat(broken).isEmpty();
    }

    @Test
    void aCallOfWhichOneItemFailsFails() {
        batcher.start();
        runner.failOn(2);
        batcher.expect(1);

        try (JobModel model = batcher.forJob(false)) {
            assertThatExceptionOfType(ModelFailure.class)
                    .isThrownBy(() -> model.lastCall(items(1, 2, 3, 4, 5, 6)));
        }
    }

    @Test
    void rule14_theWarmUpRunsBeforeAnItemIsRefused() {
        batcher.start();
        runner.failOn(2);

        Throwable refused = failure(calls(2).getFirst());

        assertThat(refused).isInstanceOf(ModelFailure.class);
        assertThat(runner.batches.subList(2, 4))
                .containsExactly(floats(2), floats(FakeRunner.WARM_UP));
    }

    @Test
    void rule14_ifTheWarmUpFailsTooEveryItemHearsThatTheModelIsBroken() {
        batcher.start();
        runner.failOn(1);
        runner.failOn(FakeRunner.WARM_UP);

        // a good one may have run before, in the half of the batch that did not fail
        for (CompletableFuture<Float> answer : calls(1, 2, 1, 3)) {
            Object heard = answer.<Object>handle((value, e) -> e == null ? value : e).join();
            assertThat(heard)
                    .satisfiesAnyOf(
                            h -> assertThat(h).isInstanceOf(ModelBroken.class),
                            h -> assertThat(h).isIn(20f, 30f));
        }
        assertThat(broken)
                .containsExactly("model cats is broken: its warm-up input fails too: bad input");
        assertThat(failure(calls(4).getFirst())).isInstanceOf(ModelBroken.class);
    }

    @Test
    void rule14_twentyFailuresInARowBreakTheModelAlthoughTheWarmUpRuns() {
        batcher.start();
        runner.failOn(1);

        for (int i = 1; i < 20; i++) {
            assertThat(failure(calls(1).getFirst())).isInstanceOf(ModelFailure.class);
        }
        assertThat(broken).isEmpty();

        assertThat(failure(calls(1).getFirst())).isInstanceOf(ModelBroken.class);
        assertThat(broken).containsExactly("model cats is broken: its last 20 items all failed");
    }

    @Test
    void rule14_aSuccessBetweenStartsTheCountAnew() throws Exception {
        batcher.start();
        runner.failOn(1);

        for (int i = 1; i < 20; i++) {
            assertThat(failure(calls(1).getFirst())).isInstanceOf(ModelFailure.class);
        }
        assertThat(calls(2).getFirst().get()).isEqualTo(20);

        assertThat(failure(calls(1).getFirst())).isInstanceOf(ModelFailure.class);
        assertThat(broken).isEmpty();
    }

    @Test
    void rule14_aModelIsProvenOnceAJobsItemHasRun() throws Exception {
        batcher.start();
        runner.failOn(1);
        assertThat(failure(calls(1).getFirst())).isInstanceOf(ModelFailure.class);
        assertThat(batcher.health().proven()).isFalse();

        assertThat(calls(2).getFirst().get()).isEqualTo(20);
        assertThat(batcher.health().proven()).isTrue();
    }

    @Test
    void outOfMemoryHalvesTheBatchAndNobodyIsRefused() throws Exception {
        batcher.start();
        runner.largest = 2;

        for (CompletableFuture<Float> answer : calls(1, 2, 3, 4)) {
            assertThat(answer.get()).isPositive();
        }
        assertThat(runner.jobs()).extracting(List::size).containsExactly(4, 2, 2);

        for (CompletableFuture<Float> answer : calls(5, 6, 7, 8)) {
            assertThat(answer.get()).isPositive();
        }
        assertThat(runner.jobs().subList(3, 5)).extracting(List::size).containsExactly(2, 2);
        assertThat(broken).isEmpty();
    }

    @Test
    void aCallThatWasCancelledIsNotRun() throws Exception {
        batcher.start();
        CountDownLatch gate = new CountDownLatch(1);
        runner.hold(gate);
        List<CompletableFuture<Float>> first = calls(1);
        await().until(() -> runner.jobs().size() == 1); // the batcher is busy
        batcher.expect(1);
        CompletableFuture<Throwable> cancelled = new CompletableFuture<>();
        Thread job =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (JobModel model = batcher.forJob(false)) {
                                        model.lastCall(items(2));
                                    } catch (Throwable e) {
                                        cancelled.complete(e);
                                    }
                                });
        await().until(() -> job.getState() == Thread.State.WAITING);
        job.interrupt();
        assertThat(cancelled.get()).isInstanceOf(InterruptedException.class);

        gate.countDown();
        assertThat(first.getFirst().get()).isEqualTo(10);
        assertThat(calls(3).getFirst().get()).isEqualTo(30);
        assertThat(runner.jobs()).containsExactly(floats(1), floats(3));
    }

    @Test
    void closingRunsWhatWaitsAndFreesTheModel() throws Exception {
        batcher.start();
        batcher.expect(100); // so that the batch waits
        CompletableFuture<Float> waiting = call(1);
        await().until(() -> batcher.onTheWay() == 99);

        batcher.close(Duration.ofSeconds(10));

        assertThat(waiting.get()).isEqualTo(10);
        assertThat(runner.closed.getCount()).isZero();
    }

    @Test
    void aBugInARunBreaksTheModelAndLeavesNobodyWaiting() {
        batcher.start();
        runner.bug = java.util.Optional.of(new IllegalArgumentException("no input x"));

        for (CompletableFuture<Float> answer : calls(1, 2, 3, 4)) {
            assertThat(failure(answer)).isInstanceOf(ModelBroken.class).hasMessage("no input x");
        }
        assertThat(failure(calls(5).getFirst())).isInstanceOf(ModelBroken.class);
        assertThat(broken).containsExactly("model cats is broken: no input x");
    }
}
