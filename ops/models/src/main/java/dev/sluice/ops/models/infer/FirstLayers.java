package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.ops.models.onnx.Node;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads how a graph itself scales pictures, from its input to the first layer that looks at them.
 */
final class FirstLayers {
    private static final int MOST_STEPS = 16;

    private static final Set<String> PASSING =
            Set.of(
                    "Cast",
                    "Identity",
                    "Transpose",
                    "QuantizeLinear",
                    "DequantizeLinear",
                    "Resize",
                    "Dropout");

    /** What constants may still go through. */
    private static final Set<String> RESHAPING =
            Set.of("Cast", "Identity", "Unsqueeze", "Squeeze", "Reshape", "Transpose", "Expand");

    private final Graph graph;
    private final int channels;

    FirstLayers(Graph graph, int channels) {
        this.graph = graph;
        this.channels = channels;
    }

    /** Of the values of an input. */
    Affine of(String input) {
        Affine affine = Affine.identity(channels);
        String value = input;
        for (int step = 0; step < MOST_STEPS; step++) {
            List<Node> readers =
                    graph.readersOf(value).stream()
                            .filter(node -> !node.operator().equals("Shape"))
                            .toList();
            if (readers.size() != 1) {
                return affine;
            }
            Node node = readers.getFirst();
            Optional<Affine> next = after(affine, node, value);
            if (next.isEmpty()) {
                return affine;
            }
            affine = next.get();
            value = node.outputs().getFirst();
        }
        return affine;
    }

    private Optional<Affine> after(Affine affine, Node node, String value) {
        if (PASSING.contains(node.operator())) {
            return Optional.of(affine);
        }
        boolean first = node.inputs().getFirst().equals(value);
        return switch (node.operator()) {
            case "Mul" -> other(node, value).map(affine::times);
            case "Add" -> other(node, value).map(affine::plus);
            case "Div" ->
                    other(node, value)
                            .filter(_ -> first)
                            .map(FirstLayers::inverse)
                            .map(affine::times);
            case "Sub" ->
                    other(node, value)
                            .map(
                                    by ->
                                            first
                                                    ? affine.plus(negative(by))
                                                    : affine.times(negative(ones())).plus(by));
            case "BatchNormalization" -> normalised(affine, node);
            default -> Optional.empty();
        };
    }

    /** As a first layer it scales by what was learned of the pictures. */
    private Optional<Affine> normalised(Affine affine, Node node) {
        List<Optional<double[]>> read = node.inputs().stream().skip(1).map(this::constant).toList();
        if (read.size() < 4 || read.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        double[] scale = read.get(0).orElseThrow();
        double[] mean = read.get(2).orElseThrow();
        double[] variance = read.get(3).orElseThrow();
        double[] factor = new double[channels];
        for (int i = 0; i < channels; i++) {
            factor[i] = scale[i] / Math.sqrt(variance[i] + 1e-5);
        }
        return Optional.of(
                affine.plus(negative(mean)).times(factor).plus(read.get(1).orElseThrow()));
    }

    private Optional<double[]> other(Node node, String value) {
        return node.inputs().stream()
                .filter(input -> !input.equals(value))
                .findFirst()
                .flatMap(this::constant);
    }

    /** The numbers of a constant, one for each channel. */
    private Optional<double[]> constant(String name) {
        Optional<float[]> here = graph.weights().of(name);
        if (here.isEmpty()) {
            return graph.producerOf(name)
                    .filter(node -> RESHAPING.contains(node.operator()))
                    .filter(node -> !node.inputs().getFirst().equals(name))
                    .flatMap(node -> constant(node.inputs().getFirst()));
        }
        float[] numbers = here.get();
        if (numbers.length != 1 && numbers.length != channels) {
            return Optional.empty();
        }
        double[] all = new double[channels];
        for (int i = 0; i < channels; i++) {
            all[i] = numbers[numbers.length == 1 ? 0 : i];
        }
        return Optional.of(all);
    }

    private double[] ones() {
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] negative(double[] numbers) {
        return Arrays.stream(numbers).map(number -> -number).toArray();
    }

    private static double[] inverse(double[] numbers) {
        return Arrays.stream(numbers).map(number -> 1 / number).toArray();
    }
}
