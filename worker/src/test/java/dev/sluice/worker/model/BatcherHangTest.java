package dev.sluice.worker.model;

import static dev.sluice.worker.model.Items.item;
import static dev.sluice.worker.model.Items.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(300)
class BatcherHangTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

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

    @Test
    void rule15_aRunThatTakesTooLongIsAskedToEnd() throws Exception {
        batcher.start();
        runner.hold(new CountDownLatch(1));
        List<CompletableFuture<Float>> answers = calls(1);
        await().until(() -> runner.jobs().size() == 1);

        ticker.advance(LIMIT);
        assertThat(batcher.hangs(LIMIT)).isFalse();
        assertThat(runner.terminated.getCount()).isOne();

        ticker.advance(Duration.ofNanos(1));
        assertThat(batcher.hangs(LIMIT)).isFalse();
        assertThat(runner.terminated.getCount()).isZero();
        assertThat(answers.getFirst().get()).isEqualTo(10);
        assertThat(broken).isEmpty();
    }

    @Test
    void rule12_aBatchHasTheTimeOfAllItsItems() throws Exception {
        batcher.start();
        runner.hold(new CountDownLatch(1));
        List<CompletableFuture<Float>> answers = calls(1, 2, 3, 4);
        await().until(() -> runner.jobs().size() == 1);

        ticker.advance(LIMIT.multipliedBy(4));
        assertThat(batcher.hangs(LIMIT)).isFalse();
        assertThat(runner.terminated.getCount()).isOne();

        runner.failOn(3);
        ticker.advance(Duration.ofNanos(1));
        assertThat(batcher.hangs(LIMIT)).isFalse();
        for (CompletableFuture<Float> answer : answers) { // and nobody knows whose fault it was
            assertThat(answer)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            RunTooLong.class, late -> assertThat(late.alone()).isFalse());
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void rule15_aRunThatDoesNotEndFiveSecondsLaterBreaksTheWorker() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        Runner stubborn =
                new Runner() {
                    @Override
                    public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items)
                            throws RunFailed {
                        if (Items.value(items.getFirst()) != FakeRunner.WARM_UP) {
                            try {
                                gate.await();
                            } catch (InterruptedException e) {
                                throw new RunFailed("interrupted", e, false);
                            }
                        }
                        return items;
                    }

                    @Override
                    public void terminate() {}

                    @Override
                    public void close() {}
                };
        Batcher hung =
                new Batcher(
                        new Batcher.Kind(
                                "cats", new Batch(1, Duration.ZERO), item(FakeRunner.WARM_UP)),
                        stubborn,
                        new Turns(),
                        broken::add,
                        ticker);
        try {
            hung.start();
            hung.expect(1);
            Thread.ofVirtual().start(() -> call(hung));
            await().until(hung::busy);

            ticker.advance(LIMIT.plusSeconds(5));
            assertThat(hung.hangs(LIMIT)).isFalse();
            ticker.advance(Duration.ofNanos(1));
            assertThat(hung.hangs(LIMIT)).isTrue();
            assertThat(broken).singleElement().asString().contains("does not end");
        } finally {
            gate.countDown();
            hung.close(Duration.ofSeconds(10));
        }
    }

    private static void call(Batcher batcher) {
        try (JobModel model = batcher.forJob(false)) {
            model.lastCall(items(1));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anIdleModelDoesNotHang() {
        batcher.start();
        ticker.advance(Duration.ofDays(1));

        assertThat(batcher.hangs(LIMIT)).isFalse();
    }
}
