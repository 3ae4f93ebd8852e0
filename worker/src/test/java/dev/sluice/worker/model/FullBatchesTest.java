package dev.sluice.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.worker.model.Runner.RunFailed;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class FullBatchesTest {
    private final Device device = new Device();
    private final FullBatches model = new FullBatches(device, 4);

    @Test
    void theLastItemStandsInForThoseThatAreMissing() throws Exception {
        assertThat(values(model.run(items(1, 2)))).containsExactly(1, 2);
        assertThat(values(model.run(items(1, 2, 3, 4)))).containsExactly(1, 2, 3, 4);

        assertThat(device.ran).containsExactly(List.of(1, 2, 2, 2), List.of(1, 2, 3, 4));
    }

    @Test
    void aBatchForWhichThereIsNoMemoryInFullRunsAsItIs() throws Exception {
        device.memory = 3;

        assertThat(values(model.run(items(1, 2)))).containsExactly(1, 2);
        assertThat(values(model.run(items(5)))).containsExactly(5);
        assertThatExceptionOfType(RunFailed.class)
                .isThrownBy(() -> model.run(items(1, 2, 3, 4)))
                .matches(RunFailed::outOfMemory);

        assertThat(device.ran).containsExactly(List.of(1, 2), List.of(5, 5));
    }

    @Test
    void anyOtherFailureIsNotTriedAgain() {
        device.sick = true;

        assertThatExceptionOfType(RunFailed.class).isThrownBy(() -> model.run(items(1)));

        assertThat(device.ran).isEmpty();
        assertThat(device.asked).isEqualTo(1);
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

    /** Answers with its inputs, as long as they fit. */
    private static final class Device implements Runner {
        final List<List<Integer>> ran = new ArrayList<>();
        int memory = Integer.MAX_VALUE;
        boolean sick;
        int asked;

        @Override
        public List<Map<String, Tensor>> run(List<Map<String, Tensor>> items) throws RunFailed {
            asked++;
            boolean tooMany = items.size() > memory;
            if (sick || tooMany) {
                throw new RunFailed("no", new IllegalStateException(), tooMany);
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
