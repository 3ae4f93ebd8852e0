package dev.sluice.worker.model;

import static dev.sluice.worker.model.Items.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

class JobModelsTest {
    private final FakeRunner gate = new FakeRunner();
    private final Batcher first = batcher(gate);
    private final Batcher second = batcher(new FakeRunner());
    private final Models models = models();

    private static Batcher batcher(FakeRunner runner) {
        return TestBatchers.of(
                new Batch(8, Duration.ofHours(1)), runner, _ -> {}, new SettableTicker());
    }

    private Models models() {
        Map<String, Batcher> byName = new LinkedHashMap<>();
        byName.put("gate", first);
        byName.put("classifier", second);
        return new Models(byName);
    }

    @AfterEach
    void close() throws InterruptedException {
        models.close(Duration.ofSeconds(10));
    }

    @Test
    void rule18_aJobThatWaitsInOneModelsBatchIsNotOnItsWayToAnother() throws Exception {
        first.start();
        second.start();
        CountDownLatch held = new CountDownLatch(1);
        gate.hold(held);
        models.expect(1);
        Thread job =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (JobModels mine = models.forJob(false)) {
                                        var _ = mine.named("gate").lastCall(List.of(item(1)));
                                        var _ = mine.named("classifier").call(List.of(item(2)));
                                    } catch (ModelFailure | InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                });
        await().until(() -> gate.jobsBegun() == 1);

        assertThat(second.onTheWay()).isZero();
        held.countDown();
        job.join();
        assertThat(first.onTheWay()).isZero();
        assertThat(second.onTheWay()).isZero();
    }
}
