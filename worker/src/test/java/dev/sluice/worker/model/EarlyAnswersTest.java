package dev.sluice.worker.model;

import static dev.sluice.worker.model.Items.floats;
import static dev.sluice.worker.model.Items.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.util.concurrent.ExecutionException;

/** Jobs whose items end before their batch does. */
@Timeout(300)
class EarlyAnswersTest {
    private final FakeRunner runner = new FakeRunner();
    private final OneByOne oneByOne = new OneByOne();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final Batcher batcher =
            TestBatchers.of(
                    "cats",
                    new Batch(4, Duration.ofHours(1)),
                    oneByOne,
                    new Turns(),
                    broken::add,
                    new SettableTicker());

    /** Runs the items of a batch in their order, each by itself, and hands on what it has. */
    private final class OneByOne implements Runner {
        /** The second item of a batch waits for it. */
        private volatile CountDownLatch second = new CountDownLatch(0);

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
            return run(items, (_, _) -> {});
        }

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items, Early early)
                throws RunFailed {
            List<Map<String, Tensor>> outputs = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                if (i == 1) {
                    runner.hold(second);
                }
                outputs.addAll(runner.run(items.subList(i, i + 1)));
                early.ended(i, outputs.get(i));
            }
            return outputs;
        }

        @Override
        public void terminate() {
            runner.terminate();
        }

        @Override
        public void close() {
            runner.close();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        oneByOne.second.countDown();
        batcher.close(Duration.ofSeconds(10));
    }

    /** Calls that wait in their order before the last of them makes a batch of them. */
    private List<CompletableFuture<Float>> calls(float... values) throws InterruptedException {
        batcher.expect(values.length);
        List<CompletableFuture<Float>> answers = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            float value = values[i];
            CompletableFuture<Float> answer = new CompletableFuture<>();
            answers.add(answer);
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
            int left = values.length - 1 - i;
            org.awaitility.Awaitility.await().until(() -> batcher.onTheWay() <= left);
        }
        return answers;
    }

    @Test
    void aJobGoesOnWhileTheRestOfItsBatchRuns() throws Exception {
        batcher.start();
        oneByOne.second = new CountDownLatch(1);

        List<CompletableFuture<Float>> answers = calls(1, 2);

        assertThat(answers.getFirst().get()).isEqualTo(10);
        assertThat(answers.getLast()).isNotDone();
        oneByOne.second.countDown();
        assertThat(answers.getLast().get()).isEqualTo(20);
        assertThat(batcher.use().batches()).isEqualTo(1);
        assertThat(batcher.use().items()).isEqualTo(2);
    }

    @Test
    void whatHasItsAnswerIsNotRunAgainWhenTheRestFails() throws Exception {
        batcher.start();
        runner.failOn(3);

        List<CompletableFuture<Float>> answers = calls(1, 2, 3, 4);

        assertThat(answers.get(0).get()).isEqualTo(10);
        assertThat(answers.get(1).get()).isEqualTo(20);
        assertThat(answers.get(3).get()).isEqualTo(40);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(answers.get(2)::get)
                .withCauseInstanceOf(ModelFailure.class);
        assertThat(runner.jobs())
                .containsExactly(floats(1), floats(2), floats(3), floats(3), floats(4));
        assertThat(broken).isEmpty();
    }

    @Test
    void rule14_anAnswerThatIsNoNumberIsNotHandedOn() throws Exception {
        batcher.start();

        List<CompletableFuture<Float>> answers = calls(1, Float.POSITIVE_INFINITY, 3);

        assertThat(answers.get(0).get()).isEqualTo(10);
        assertThat(answers.get(2).get()).isEqualTo(30);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(answers.get(1)::get)
                .withCauseInstanceOf(ModelFailure.class);
        assertThat(broken).isEmpty();
    }
}
