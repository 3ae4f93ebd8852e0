package dev.sluice.worker.model;

import static dev.sluice.worker.model.Items.floats;
import static dev.sluice.worker.model.Items.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Several models on one device. A test may hold the turn itself, as a model that runs does. */
@Timeout(300)
class TurnsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final SettableTicker ticker = new SettableTicker();
    private final Turns turns = new Turns();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final List<Batcher> batchers = new ArrayList<>();

    private Batcher model(String name, int max, Runner runner) {
        Batcher batcher =
                TestBatchers.of(
                        name,
                        new Batch(max, Duration.ofHours(1)),
                        runner,
                        turns,
                        broken::add,
                        ticker);
        batcher.start();
        batchers.add(batcher);
        return batcher;
    }

    @AfterEach
    void close() throws InterruptedException {
        turns.end();
        for (Batcher batcher : batchers) {
            batcher.close(LONG);
        }
    }

    /** One call; its answers come later. */
    private static Thread call(Batcher batcher, float... values) {
        batcher.expect(1);
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try (JobModel model = batcher.forJob(false)) {
                                model.lastCall(items(values));
                            } catch (ModelFailure | ModelBroken | InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    /** Runs of models that each know how many others want a turn before theirs ends. */
    private final class Runs {
        private final List<String> order = new CopyOnWriteArrayList<>();
        private final Map<String, Integer> left = new ConcurrentHashMap<>();

        Runner of(String name) {
            return new Runner() {
                @Override
                public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) {
                    if (Items.value(items.getFirst()) != FakeRunner.WARM_UP) {
                        order.add(name);
                        left.merge(name, -1, Integer::sum);
                        await().until(() -> turns.waiting() == othersThan(name));
                    }
                    return items;
                }

                @Override
                public void terminate() {}

                @Override
                public void close() {}
            };
        }

        private int othersThan(String name) {
            return (int)
                    left.entrySet().stream()
                            .filter(e -> !e.getKey().equals(name) && e.getValue() > 0)
                            .count();
        }

        void give(Batcher batcher, String name, int calls) {
            int before = turns.waiting();
            left.put(name, calls);
            float[] values = new float[calls];
            call(batcher, values);
            await().until(() -> turns.waiting() == before + 1);
        }
    }

    @Test
    void aModelGetsItsTurnAfterOneRunOfEveryOtherHoweverManyBatchesThoseHave() throws Exception {
        Runs runs = new Runs();
        Batcher heavy = model("heavy", 1, runs.of("heavy"));
        Batcher middle = model("middle", 1, runs.of("middle"));
        Batcher light = model("light", 1, runs.of("light"));
        turns.take();
        runs.give(heavy, "heavy", 6);
        runs.give(middle, "middle", 3);
        runs.give(light, "light", 1);

        turns.end();

        await().until(() -> runs.order.size() == 10);
        assertThat(runs.order)
                .containsExactly(
                        "heavy", "middle", "light", "heavy", "middle", "heavy", "middle", "heavy",
                        "heavy", "heavy");
    }

    @Test
    void aBatchFillsUpWhileItWaitsForItsTurn() throws Exception {
        FakeRunner runner = new FakeRunner();
        Batcher batcher = model("cats", 4, runner);
        turns.take();
        call(batcher, 1);
        await().until(() -> turns.waiting() == 1);
        batcher.expect(3);
        call(batcher, 2, 3);
        call(batcher, 4);
        await().until(() -> batcher.onTheWay() == 3);

        turns.end();

        await().until(() -> runner.jobsBegun() == 1);
        assertThat(runner.jobs().getFirst()).containsExactlyInAnyOrder(1f, 2f, 3f, 4f);
    }

    @Test
    void rule15_waitingForATurnIsNotRunning() throws Exception {
        FakeRunner runner = new FakeRunner();
        Batcher batcher = model("cats", 4, runner);
        turns.take();
        Thread caller = call(batcher, 1);
        await().until(() -> turns.waiting() == 1);

        ticker.advance(Duration.ofHours(1));

        assertThat(batcher.hangs(Duration.ofSeconds(30))).isFalse();
        assertThat(batcher.busy()).isFalse();
        assertThat(runner.terminated.getCount()).isOne();
        assertThat(broken).isEmpty();
        assertThat(batcher.use().busyNanos()).isZero();
        turns.end();
        assertThat(caller.join(LONG)).isTrue();
        assertThat(batcher.use().waits().sumNanos()).isEqualTo(Duration.ofHours(1).toNanos());
    }

    @Test
    void aModelThatBreaksLeavesTheTurnToOthers() throws Exception {
        FakeRunner sick = new FakeRunner();
        Batcher first = model("sick", 4, sick);
        FakeRunner healthy = new FakeRunner();
        Batcher second = model("healthy", 4, healthy);
        sick.bug = Optional.of(new IllegalArgumentException("no input x"));
        assertThat(call(first, 1).join(LONG)).isTrue();

        assertThat(call(second, 2).join(LONG)).isTrue();

        assertThat(broken).containsExactly("model sick is broken: no input x");
        assertThat(healthy.jobs()).containsExactly(floats(2));
    }

    @Test
    void eachHalfOfABatchThatFailsTakesATurnOfItsOwn() throws Exception {
        List<Integer> waiting = Collections.synchronizedList(new ArrayList<>());
        FakeRunner fake = new FakeRunner();
        fake.failOn(2);
        Runner counting = new Counting(fake, waiting);
        Batcher batcher = model("cats", 2, counting);
        waiting.clear();

        assertThat(call(batcher, 1, 2).join(LONG)).isTrue();

        // the batch, each half, and the warm-up of rule 14: nobody ever held two turns
        assertThat(waiting).containsExactly(1, 1, 1, 1);
    }

    /** Notes how often the running thread holds the turn. */
    private final class Counting implements Runner {
        private final FakeRunner runner;
        private final List<Integer> holds;

        Counting(FakeRunner runner, List<Integer> holds) {
            this.runner = runner;
            this.holds = holds;
        }

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
            holds.add(turns.held());
            return runner.run(items);
        }

        @Override
        public void terminate() {}

        @Override
        public void close() {}
    }

    @Test
    void closingEndsAModelThatWaitsForATurn() throws Exception {
        FakeRunner runner = new FakeRunner();
        Batcher batcher = model("cats", 4, runner);
        turns.take();
        Thread caller = call(batcher, 1);
        await().until(() -> turns.waiting() == 1);

        batcher.close(Duration.ofMillis(50));

        assertThat(runner.closed.getCount()).isZero();
        assertThat(runner.jobs()).isEmpty();
        caller.interrupt(); // as a drain does before it closes a lane
        assertThat(caller.join(LONG)).isTrue();
    }

    @Test
    void aTurnIsTakenOnceAndEndingAnothersDoesNothing() throws Exception {
        turns.take();
        turns.take();
        Thread stranger = Thread.ofPlatform().start(turns::end);
        stranger.join();
        Thread next =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    if (catchThrowable(turns::take) == null) {
                                        turns.end();
                                    }
                                });
        await().until(() -> turns.waiting() == 1);

        turns.end();

        assertThat(next.join(LONG)).isTrue();
    }
}
