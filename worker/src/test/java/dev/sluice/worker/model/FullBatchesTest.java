package dev.sluice.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.worker.fake.SettableTicker;
import dev.sluice.worker.model.Runner.RunFailed;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class FullBatchesTest {
    private static final Duration PLAN = Duration.ofMillis(700);
    private static final Duration ITEM = Duration.ofMillis(1);

    private final SettableTicker ticker = new SettableTicker();
    private final Device device = new Device();
    private final FullBatches model = new FullBatches("cats", device, 4, ticker);

    @Test
    void whereAChangeIsDearTheLastItemStandsInForThoseThatAreMissing() throws Exception {
        warmUp();

        assertThat(values(model.run(items(1, 2)))).containsExactly(1, 2);
        assertThat(values(model.run(items(1, 2, 3, 4)))).containsExactly(1, 2, 3, 4);

        assertThat(device.ran).containsExactly(List.of(1, 2, 2, 2), List.of(1, 2, 3, 4));
    }

    @Test
    void whereAChangeIsCheapBatchesRunAsTheyCome() throws Exception {
        device.plan = ITEM;
        warmUp();

        assertThat(values(model.run(items(1, 2)))).containsExactly(1, 2);

        assertThat(device.ran).containsExactly(List.of(1, 2));
    }

    @Test
    void withoutMemoryForAFullBatchHalfOfItCountsAsFull() throws Exception {
        warmUp();
        device.memory = 3;

        assertThat(values(model.run(items(5)))).containsExactly(5);
        assertThat(values(model.run(items(1, 2, 3)))).containsExactly(1, 2, 3);
        assertThatExceptionOfType(RunFailed.class)
                .isThrownBy(() -> model.run(items(1, 2, 3, 4)))
                .matches(RunFailed::outOfMemory);

        assertThat(device.ran).containsExactly(List.of(5, 5), List.of(1, 2, 3));
    }

    @Test
    void itemsOfAnotherShapeRunAsTheyCome() throws Exception {
        warmUp();
        List<Map<String, Tensor>> wide = List.of(Map.of("x", Tensor.floats(new float[] {7, 7}, 2)));

        assertThat(values(model.run(wide))).containsExactly(7);

        assertThat(device.ran).containsExactly(List.of(7));
    }

    @Test
    void anyOtherFailureIsNotTriedAgain() throws Exception {
        warmUp();
        device.sick = true;

        assertThatExceptionOfType(RunFailed.class).isThrownBy(() -> model.run(items(1)));

        assertThat(device.refused).isEqualTo(1);
    }

    private void warmUp() throws RunFailed {
        assertThat(values(model.run(items(9)))).containsExactly(9);
        device.ran.clear();
    }

    private static List<Map<String, Tensor>> items(int... values) {
        List<Map<String, Tensor>> items = new ArrayList<>();
        for (int value : values) {
            items.add(Map.of("x", Tensor.floats(new float[] {value}, 1)));
        }
        return items;
    }

    private static List<Integer> values(List<Map<String, Tensor>> items) {
        return items.stream().map(item -> (int) item.get("x").toFloats()[0]).toList();
    }

    /** Answers with its inputs, as long as they fit, and plans anew for each change of size. */
    private final class Device implements Runner {
        final List<List<Integer>> ran = new ArrayList<>();
        Duration plan = PLAN;
        int memory = Integer.MAX_VALUE;
        boolean sick;
        int refused;
        private int planned;

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
            boolean tooMany = items.size() > memory;
            if (sick || tooMany) {
                refused++;
                throw new RunFailed("no", new IllegalStateException(), tooMany);
            }
            ticker.advance(ITEM.multipliedBy(items.size()));
            if (items.size() != planned) {
                ticker.advance(plan);
                planned = items.size();
            }
            ran.add(values(items));
            return items;
        }

        @Override
        public void terminate() {}

        @Override
        public void close() {}
    }
}
