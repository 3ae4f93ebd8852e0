package dev.sluice.worker.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Inputs that are told apart by one number, and by their length where shapes matter. */
public final class Items {
    private Items() {}

    public static Map<String, Tensor> item(float value) {
        return Map.of("x", Tensor.floats(new float[] {value}, 1));
    }

    static Map<String, Tensor> wide(float value) {
        return Map.of("x", Tensor.floats(new float[] {value, 0}, 2));
    }

    static List<Map<String, Tensor>> items(float... values) {
        List<Map<String, Tensor>> items = new java.util.ArrayList<>();
        for (float value : values) {
            items.add(item(value));
        }
        return items;
    }

    public static float value(Map<String, Tensor> item) {
        return item.values().iterator().next().toFloats()[0];
    }

    static List<Float> values(List<BatchQueue.Item> batch) {
        return batch.stream().map(item -> value(item.inputs)).toList();
    }

    static List<Float> floats(float... values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }
}
