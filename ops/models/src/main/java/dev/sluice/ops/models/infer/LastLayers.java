package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.ops.models.onnx.Node;
import dev.sluice.ops.models.onnx.Value;

import java.util.Optional;
import java.util.Set;

/** What the last operator before an output is, past those that change no value. */
final class LastLayers {
    private static final int MOST_STEPS = 12;

    private static final Set<String> PASSING =
            Set.of(
                    "Identity",
                    "Cast",
                    "Flatten",
                    "Reshape",
                    "Squeeze",
                    "Unsqueeze",
                    "QuantizeLinear",
                    "DequantizeLinear");

    private final Graph graph;

    LastLayers(Graph graph) {
        this.graph = graph;
    }

    /** Empty if the output is an input. */
    Optional<Node> of(Value output) {
        Optional<Node> node = graph.producerOf(output.name());
        for (int step = 0; step < MOST_STEPS; step++) {
            if (node.isEmpty() || !PASSING.contains(node.get().operator())) {
                return node;
            }
            node = graph.producerOf(node.get().inputs().getFirst());
        }
        return node;
    }

    /** The operator's name; empty if there is none. */
    String operator(Value output) {
        return of(output).map(Node::operator).orElse("");
    }

    /** Whether another output lies before this one's last operator. */
    boolean isOf(Value output, Value other) {
        return of(output)
                .filter(
                        node ->
                                node.operator().endsWith("oftmax")
                                        || node.operator().equals("Sigmoid"))
                .map(node -> node.inputs().getFirst().equals(other.name()))
                .orElse(false);
    }
}
