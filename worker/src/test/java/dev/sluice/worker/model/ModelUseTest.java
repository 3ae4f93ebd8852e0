package dev.sluice.worker.model;

import static dev.sluice.worker.model.Items.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

@Timeout(300)
class ModelUseTest {
    private final SettableTicker ticker = new SettableTicker();
    private final FakeRunner runner = new FakeRunner();
    private final Batcher batcher =
            TestBatchers.of(new Batch(4, Duration.ofHours(1)), runner, reason -> {}, ticker);

    @BeforeEach
    void start() {
        batcher.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        batcher.close(Duration.ofSeconds(10));
    }

    private Thread call(float... values) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try (JobModel model = batcher.forJob(false)) {
                                model.lastCall(items(values));
                            } catch (ModelFailure | InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    @Test
    void whatLiesBetweenTwoLooksGivesFillBusyAndWaits() throws InterruptedException {
        ModelUse before = batcher.use();
        CountDownLatch gate = new CountDownLatch(1);
        runner.hold(gate);
        batcher.expect(3);
        Thread first = call(1);
        await().until(() -> batcher.onTheWay() == 2);
        ticker.advance(Duration.ofMillis(7));
        Thread second = call(2, 3);
        await().until(() -> batcher.onTheWay() == 1);
        batcher.forJob(false).close(); // nothing more is on its way
        await().until(batcher::busy);
        ticker.advance(Duration.ofMillis(20));
        assertThat(batcher.use().since(before).busyNanos()).isEqualTo(20_000_000);
        ticker.advance(Duration.ofMillis(5));
        gate.countDown();
        first.join();
        second.join();

        ModelUse use = batcher.use().since(before);

        assertThat(use.batches()).isEqualTo(1);
        assertThat(use.items()).isEqualTo(3);
        assertThat(use.meanBatch()).isEqualTo(3);
        assertThat(use.fill()).isEqualTo(0.75);
        assertThat(use.busyNanos()).isEqualTo(25_000_000);
        assertThat(use.waits().sumNanos()).isEqualTo(7_000_000);
    }

    @Test
    void theLongestWaitIsThatSinceSomebodyLooked() throws InterruptedException {
        batcher.expect(2);
        Thread first = call(1);
        await().until(() -> batcher.onTheWay() == 1);
        ticker.advance(Duration.ofMillis(7));
        call(2).join();
        first.join();

        assertThat(batcher.use().waits().longestNanos()).isEqualTo(7_000_000);
        assertThat(batcher.use().waits().longestNanos()).isZero();
    }

    @Test
    void aModelThatNeverRanHasNoFill() {
        assertThat(batcher.use().fill()).isZero();
        assertThat(batcher.use().batches()).isZero();
    }
}
