package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.ops.models.onnx.Node;
import dev.sluice.ops.models.onnx.Value;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the output that scores classes, and what its numbers are. */
final class Outputs {
    private static final Set<String> FLOATS = Set.of("float32", "float16");
    private static final Set<String> APPLIED =
            Set.of("Softmax", "LogSoftmax", "Sigmoid", "HardSigmoid");
    private static final List<String> NAMES = List.of("prob", "score", "logit", "class", "pred");
    private static final List<String> VECTORS = List.of("embed", "feature", "pooler", "hidden");

    private final Graph graph;
    private final LastLayers last;

    Outputs(Graph graph) {
        this.graph = graph;
        this.last = new LastLayers(graph);
    }

    /**
     * The output that scores classes.
     *
     * @throws NotServable if none does
     */
    void tell(Draft draft) throws NotServable {
        List<Value> candidates = graph.outputs().stream().filter(this::isScores).toList();
        if (candidates.isEmpty()) {
            throw new NotServable(instead());
        }
        Value output = chosen(draft, candidates);
        if (graph.outputs().size() > 1) {
            boolean only = candidates.size() == 1;
            draft.say(
                    "options.output",
                    output.name(),
                    only ? Ground.READ : Ground.ASSUMED,
                    "of %s %s"
                            .formatted(
                                    list(graph.outputs()),
                                    only
                                            ? "it alone can be a score for each class"
                                            : "it looks most like a score for each class"));
        }
        scores(output, draft);
    }

    private Value chosen(Draft draft, List<Value> candidates) {
        String named = draft.text("options.output");
        return candidates.stream()
                .filter(value -> value.name().equals(named))
                .findFirst()
                .or(() -> candidates.stream().filter(v -> isApplied(v, candidates)).findFirst())
                .or(() -> candidates.stream().filter(v -> !kind(v).isEmpty()).findFirst())
                .or(() -> candidates.stream().filter(Outputs::isNamedSo).findFirst())
                .orElse(candidates.getFirst());
    }

    private boolean isApplied(Value value, List<Value> all) {
        return all.stream().anyMatch(other -> !other.equals(value) && last.isOf(value, other));
    }

    private static boolean isNamedSo(Value value) {
        return NAMES.stream().anyMatch(value.name().toLowerCase(Locale.ROOT)::contains);
    }

    /** One number for each class: [N, C], perhaps with further dimensions of 1. */
    private boolean isScores(Value value) {
        String name = value.name().toLowerCase(Locale.ROOT);
        if (value.element().equals("sequence")) {
            return graph.outputs().stream().noneMatch(other -> FLOATS.contains(other.element()));
        }
        boolean vector =
                VECTORS.stream().anyMatch(name::contains)
                        || last.operator(value).equals("LpNormalization");
        if (!FLOATS.contains(value.element()) || vector) {
            return false;
        }
        long wide = value.shape().stream().skip(1).filter(size -> size != 1).count();
        return value.rank() == 0 || (value.rank() >= 2 && wide <= 1);
    }

    private String instead() {
        Value output = graph.outputs().getFirst();
        String name = output.name().toLowerCase(Locale.ROOT);
        if (VECTORS.stream().anyMatch(name::contains)
                || last.operator(output).equals("LpNormalization")) {
            return "The graph answers a vector that describes the picture (%s), not a score for each class; search by such vectors is not served by a task yet."
                    .formatted(output);
        }
        if (output.rank() == 4) {
            return "The graph answers a map of the picture (%s), such as a segmentation or another picture, and not one score for each class; no task serves that yet."
                    .formatted(output);
        }
        return "No output of the graph is a score for each class: it has %s; no task serves that."
                .formatted(list(graph.outputs()));
    }

    private static String list(List<Value> outputs) {
        return outputs.stream().map(Value::toString).collect(Collectors.joining(", "));
    }

    private void scores(Value output, Draft draft) {
        String operator = kind(output);
        boolean column = output.rank() >= 2 && output.size(1) == 1;
        switch (operator) {
            case "Softmax" ->
                    draft.say(
                            "options.scores",
                            "probabilities",
                            Ground.READ,
                            "the graph ends with Softmax");
            case "LogSoftmax" ->
                    draft.say(
                            "options.scores",
                            "logits",
                            Ground.READ,
                            "the graph ends with LogSoftmax, of which the softmax are the"
                                    + " probabilities");
            case "Sigmoid", "HardSigmoid" ->
                    draft.say(
                            "options.scores",
                            column ? "probabilities" : "independent",
                            Ground.READ,
                            column
                                    ? "the graph ends with one Sigmoid: how likely the second of"
                                            + " two classes is"
                                    : "the graph ends with a Sigmoid for each class, so several can"
                                            + " be true of a picture");
            default -> {}
        }
    }

    private String kind(Value output) {
        Optional<Node> node = last.of(output);
        return node.map(Node::operator).filter(operator -> APPLIED.contains(operator)).orElse("");
    }
}
