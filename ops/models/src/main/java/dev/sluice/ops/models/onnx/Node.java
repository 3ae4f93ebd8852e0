package dev.sluice.ops.models.onnx;

import java.util.List;
import java.util.Map;

/**
 * One operator at work.
 *
 * @param operator ONNX's name, {@code Softmax} for example
 * @param inputs names of values; an empty one stands for an optional input left out
 * @param numbers attributes that are whole numbers or lists of them
 */
public record Node(
        String name,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, List<Long>> numbers) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        numbers = Map.copyOf(numbers);
    }
}
