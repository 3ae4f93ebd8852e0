package dev.sluice.worker.model;

import static dev.sluice.worker.model.Items.floats;
import static dev.sluice.worker.model.Items.item;
import static dev.sluice.worker.model.Items.items;
import static dev.sluice.worker.model.Items.wide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.shared.pipeline.Pipeline.Batch;
import dev.sluice.worker.fake.SettableTicker;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@Timeout(300)
class BatchQueueTest {
    private final SettableTicker ticker = new SettableTicker();
    private final BatchQueue queue = new BatchQueue(new Batch(4, Duration.ofMillis(20)), ticker);

    private Call add(boolean alone, List<Map<String, Tensor>> items) {
        Call call = new Call(items.size(), alone);
        queue.add(items, call);
        return call;
    }

    private Call add(float... values) {
        return add(false, items(values));
    }

    private Optional<List<Float>> ready() {
        return queue.takeReady().map(Items::values);
    }

    private Optional<List<BatchQueue.Item>> take() throws InterruptedException {
        return queue.awaitReady() ? Optional.of(queue.takeNext()) : Optional.empty();
    }

    @Test
    void rule18_aBatchStartsWhenNothingMoreIsOnItsWay() {
        queue.expect(2);
        add(1);
        assertThat(ready()).isEmpty();

        add(2);
        assertThat(ready()).contains(floats(1, 2));
    }

    @Test
    void rule18_atIdleNobodyWaits() {
        queue.expect(1);
        add(1);

        assertThat(ready()).contains(floats(1));
    }

    @Test
    void rule18_aMessageThatWillNotCallIsNotWaitedFor() {
        queue.expect(2);
        add(1);
        queue.expectNoMore();

        assertThat(ready()).contains(floats(1));
    }

    @Test
    void aFullBatchStartsWhateverIsOnItsWay() {
        queue.expect(100);
        add(1, 2, 3);
        assertThat(ready()).isEmpty();

        add(4, 5);
        assertThat(ready()).contains(floats(1, 2, 3, 4));
        assertThat(ready()).isEmpty();
    }

    @Test
    void rule18_delayRunsFromTheOldestItemNotTheNewest() {
        queue.expect(100);
        add(1);
        ticker.advance(Duration.ofMillis(15));
        add(2);
        assertThat(ready()).isEmpty();

        ticker.advance(Duration.ofMillis(4));
        assertThat(ready()).isEmpty();

        ticker.advance(Duration.ofMillis(1));
        assertThat(ready()).contains(floats(1, 2));
    }

    @Test
    void whatIsLeftOfAFullBatchKeepsItsAge() {
        queue.expect(100);
        add(1, 2, 3, 4, 5);
        assertThat(ready()).contains(floats(1, 2, 3, 4));
        assertThat(ready()).isEmpty();

        ticker.advance(Duration.ofMillis(20));
        assertThat(ready()).contains(floats(5));
    }

    @Test
    void differentShapesNeverMix() {
        queue.expect(4);
        add(1);
        ticker.advance(Duration.ofMillis(1));
        add(false, List.of(wide(2)));
        add(3);
        add(false, List.of(wide(4)));

        assertThat(ready()).contains(floats(1, 3));
        assertThat(ready()).contains(floats(2, 4));
        assertThat(ready()).isEmpty();
    }

    @Test
    void aFullGroupDoesNotWaitBehindAnOlderOneOfAnotherShape() {
        queue.expect(100);
        add(false, List.of(wide(9)));
        add(1, 2, 3, 4);

        assertThat(ready()).contains(floats(1, 2, 3, 4));
        assertThat(ready()).isEmpty();
    }

    @Test
    void rule11_anItemThatMustRunAloneRunsAloneAndAtOnce() {
        queue.expect(100);
        add(true, items(1, 2));

        assertThat(ready()).contains(floats(1));
        assertThat(ready()).contains(floats(2));
        assertThat(ready()).isEmpty();
    }

    @Test
    void rule11_anItemThatMustRunAloneEndsTheBatchBeforeIt() {
        queue.expect(3);
        add(1);
        add(true, items(2));
        add(3);

        assertThat(ready()).contains(floats(1));
        assertThat(ready()).contains(floats(2));
        assertThat(ready()).contains(floats(3));
    }

    @Test
    void halvingIsRememberedForThatShapeOnly() {
        queue.halve(BatchQueue.Shape.of(item(0)), 4);
        add(1, 2, 3);
        add(false, List.of(wide(4), wide(5), wide(6)));

        assertThat(ready()).contains(floats(1, 2));
        assertThat(ready()).contains(floats(3));
        assertThat(ready()).contains(floats(4, 5, 6));
    }

    @Test
    void halvingNeverGoesBelowOneNorUpAgain() {
        BatchQueue.Shape shape = BatchQueue.Shape.of(item(0));
        queue.halve(shape, 2);
        queue.halve(shape, 1);
        queue.halve(shape, 4);
        add(1, 2);

        assertThat(ready()).contains(floats(1));
        assertThat(ready()).contains(floats(2));
    }

    @Test
    void itemsOfACancelledCallAreSkipped() throws Exception {
        queue.expect(2);
        Call cancelled = add(1, 2);
        add(3);
        Thread.currentThread().interrupt();
        org.assertj.core.api.Assertions.assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(cancelled::await);

        assertThat(ready()).contains(floats(3));
        assertThat(ready()).isEmpty();
    }

    @Test
    void closingHandsOutWhatWaitsAndTakesNoMore() throws InterruptedException {
        queue.expect(100);
        add(1);
        queue.close();

        assertThat(take().map(Items::values)).contains(floats(1));
        assertThat(take()).isEmpty();
        assertThatExceptionOfType(ModelBroken.class).isThrownBy(() -> add(2)); // nobody's fault
    }

    @Test
    void rule18_aRareShapeIsNotStarvedByFullBatchesOfACommonOne() throws InterruptedException {
        queue.expect(100);
        add(false, List.of(Map.of("x", Tensor.floats(new float[] {9, 9}, 2)))); // rare
        add(1, 2, 3, 4);
        assertThat(take().map(Items::values)).contains(floats(1, 2, 3, 4));

        ticker.advance(Duration.ofMillis(20));
        add(5, 6, 7, 8);
        assertThat(take().map(List::size)).contains(1);
        assertThat(take().map(Items::values)).contains(floats(5, 6, 7, 8));
    }

    @Test
    void rule18_aJobIsOnItsWayUntilItsLastCall() throws Exception {
        queue.expect(1);
        JobModel first = new JobModel(queue, false, ticker);
        Thread caller = Thread.ofVirtual().start(() -> twice(first));

        assertThat(take().map(this::complete)).contains(floats(1)); // not on its way in a call
        org.awaitility.Awaitility.await().until(() -> onTheWay() == 1); // between its calls it is
        between.countDown();
        assertThat(take().map(this::complete)).contains(floats(2));
        caller.join();
        assertThat(onTheWay()).isZero();
        first.close();
        assertThat(onTheWay()).isZero();
    }

    private final java.util.concurrent.CountDownLatch between =
            new java.util.concurrent.CountDownLatch(1);

    private void twice(JobModel model) {
        try {
            model.call(items(1));
            between.await();
            model.lastCall(items(2));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Float> complete(List<BatchQueue.Item> batch) {
        batch.forEach(item -> item.call.complete(item.index, item.inputs));
        return Items.values(batch);
    }

    /** How many messages must give up before a batch starts. */
    private int onTheWay() {
        return queue.onTheWay();
    }

    @Test
    void rule18_aJobThatEndsWithoutACallIsOnItsWayNoMore() {
        queue.expect(2);
        add(1);
        new JobModel(queue, false, ticker).close();

        assertThat(ready()).contains(floats(1));
    }

    @Test
    void rule18_aLastCallWithoutItemsIsALastCall() throws Exception {
        queue.expect(2);
        add(1);
        JobModel model = new JobModel(queue, false, ticker);

        assertThat(model.lastCall(List.of())).isEmpty();

        assertThat(ready()).contains(floats(1));
        assertThatIllegalStateException().isThrownBy(() -> model.call(items(2)));
        model.close();
        assertThat(onTheWay()).isZero();
    }

    @Test
    void aCallAfterTheLastOneIsABug() throws Exception {
        queue.expect(1);
        JobModel model = new JobModel(queue, false, ticker);
        Thread caller = Thread.ofVirtual().start(() -> last(model));
        take().ifPresent(this::complete);
        caller.join();

        assertThatIllegalStateException().isThrownBy(() -> model.call(items(2)));
    }

    private static void last(JobModel model) {
        try {
            model.lastCall(items(1));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code batch.alone}: each is run by itself, so shapes need not be the same. */
    @Test
    void ofAModelThatRunsEachItemByItselfItemsOfAllShapesJoin() {
        BatchQueue each = new BatchQueue(new Batch(4, Duration.ofMillis(20), true), ticker);
        each.expect(2);
        each.add(items(1, 2), new Call(2, false));
        each.add(List.of(wide(3)), new Call(1, false));

        assertThat(each.takeReady().map(Items::values)).contains(floats(1, 2, 3));
    }
}
