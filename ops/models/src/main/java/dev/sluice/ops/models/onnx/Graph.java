package dev.sluice.ops.models.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model without its weights: who made it, what goes in and out, and its operators.
 *
 * @param inputs those that a caller gives; initializers that old exporters list too are left out
 */
public record Graph(
        Origin origin, List<Value> inputs, List<Value> outputs, List<Node> nodes, Weights weights) {
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
    }

    /**
     * Who wrote the file.
     *
     * @param producer as the exporter calls itself, {@code pytorch} for example; may be empty
     * @param opset of ONNX's own operators; 0 if the file says none
     * @param metadata what the exporter noted of the model, or else of a first node, by name
     */
    public record Origin(
            String producer, String version, long opset, Map<String, String> metadata) {
        public Origin {
            metadata = Map.copyOf(metadata);
        }
    }

    /**
     * What was kept of the weights.
     *
     * @param small numbers of constants of few elements
     * @param names of all initializers
     * @param files that hold weights outside the model's own, relative to it
     */
    public record Weights(Map<String, float[]> small, Set<String> names, Set<String> files) {
        public Weights {
            small = Map.copyOf(small);
            names = Set.copyOf(names);
            files = Set.copyOf(files);
        }

        /** The numbers under a name, if they are few and known. */
        public Optional<float[]> of(String name) {
            return Optional.ofNullable(small.get(name));
        }
    }

    public Optional<Node> producerOf(String value) {
        return nodes.stream().filter(node -> node.outputs().contains(value)).findFirst();
    }

    /** Nodes that read a value. */
    public List<Node> readersOf(String value) {
        return nodes.stream().filter(node -> node.inputs().contains(value)).toList();
    }

    /** How often each operator occurs. */
    public Map<String, Integer> operators() {
        Map<String, Integer> counts = new HashMap<>();
        nodes.forEach(node -> counts.merge(node.operator(), 1, Integer::sum));
        return counts;
    }

    /** Names of nodes, values and weights, which tell what an architecture calls its layers. */
    public Set<String> names() {
        Set<String> names = new HashSet<>(weights.names());
        nodes.forEach(
                node -> {
                    names.add(node.name());
                    names.addAll(node.outputs());
                });
        return names;
    }
}
