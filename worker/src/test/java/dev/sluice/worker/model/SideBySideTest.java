package dev.sluice.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.shared.time.Ticker;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

class SideBySideTest {
    private static final Path MODEL =
            Path.of(
                    System.getProperty("sluice.home"),
                    "worker",
                    "src",
                    "test",
                    "resources",
                    "pipelines",
                    "emotion",
                    "model-u8.onnx");

    private final OnnxModel model = new OnnxRuntime(false, 3).load(MODEL);
    private final String input = model.inputs().keySet().iterator().next();

    @Test
    void eachItemGetsTheAnswerThatItGetsAlone() throws Exception {
        List<Map<String, Tensor>> items = pictures(17);
        List<float[]> alone = new ArrayList<>();
        for (Map<String, Tensor> item : items) {
            alone.add(floats(model.run(List.of(item)).getFirst()));
        }
        try (SideBySide three = new SideBySide("test", model, 3, Ticker.system())) {
            for (int round = 0; round < 20; round++) {
                List<Map<String, Tensor>> outputs = three.run(items);

                assertThat(outputs).hasSize(items.size());
                for (int i = 0; i < items.size(); i++) {
                    assertThat(floats(outputs.get(i))).containsExactly(alone.get(i));
                }
            }
            assertThat(floats(three.run(items.subList(4, 5)).getFirst()))
                    .containsExactly(alone.get(4));
        }
    }

    @Test
    void oneThatFailsFailsTheBatchAndTheNextBatchRuns() throws Exception {
        List<Map<String, Tensor>> items = pictures(6);
        List<Map<String, Tensor>> withABadOne = new ArrayList<>(items);
        withABadOne.set(2, Map.of(input, Tensor.floats(new float[] {1}, 1)));
        try (SideBySide two = new SideBySide("test", model, 2, Ticker.system())) {
            assertThatExceptionOfType(Runner.RunFailed.class)
                    .isThrownBy(() -> two.run(withABadOne));
            assertThat(two.run(items)).hasSize(6);
        }
    }

    @Test
    void eachAnswerIsHandedOnOnceBeforeTheBatchEnds() throws Exception {
        List<Map<String, Tensor>> items = pictures(9);
        Map<Integer, Map<String, Tensor>> early = new ConcurrentHashMap<>();
        try (SideBySide two = new SideBySide("test", model, 2, Ticker.system())) {
            List<Map<String, Tensor>> outputs =
                    two.run(items, (item, answer) -> assertThat(early.put(item, answer)).isNull());

            assertThat(early).hasSize(items.size());
            for (int i = 0; i < items.size(); i++) {
                assertThat(early).containsEntry(i, outputs.get(i));
            }
        }
    }

    @Test
    void runsOfNoTimeStayOnTheThreadThatAsksForThem() throws Exception {
        List<Map<String, Tensor>> items = pictures(9);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (SideBySide two = new SideBySide("test", model, 2, () -> 0)) {
            two.run(items); // tells how long they take

            List<Map<String, Tensor>> outputs =
                    two.run(items, (_, _) -> threads.add(Thread.currentThread()));

            assertThat(outputs).hasSize(items.size()).doesNotContainAnyElementsOf(items);
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    private List<Map<String, Tensor>> pictures(int count) {
        Port port = model.inputs().get(input);
        long[] shape = port.shape().stream().skip(1).mapToLong(Long::longValue).toArray();
        int size = 1;
        for (long side : shape) {
            size *= Math.toIntExact(side);
        }
        Random random = new Random(4);
        List<Map<String, Tensor>> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[size];
            random.nextBytes(pixels);
            pictures.add(
                    Map.of(input, Tensor.of(Tensor.Type.UINT8, ByteBuffer.wrap(pixels), shape)));
        }
        return pictures;
    }

    private static float[] floats(Map<String, Tensor> outputs) {
        return outputs.values().iterator().next().toFloats();
    }
}
