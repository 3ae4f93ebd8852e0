package dev.sluice.ops.models.infer;

import dev.sluice.ops.models.onnx.Graph;
import dev.sluice.ops.models.onnx.Value;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the input that takes pictures, or says what a graph takes instead. */
final class PictureInputs {
    private static final Set<String> ELEMENTS = Set.of("uint8", "float16", "float32");
    private static final List<String> TEXT = List.of("input_ids", "token", "attention_mask");
    private static final List<String> SOUND = List.of("audio", "wave", "speech", "mel", "sound");

    private final Graph graph;
    private final Exporter exporter;

    PictureInputs(Graph graph, Exporter exporter) {
        this.graph = graph;
        this.exporter = exporter;
    }

    /** Whether the exporter's models have channels first. */
    private boolean planes() {
        return exporter != Exporter.KERAS;
    }

    Frame frame(Value input) {
        return Frame.of(input, planes()).orElseThrow();
    }

    /**
     * @throws NotServable if no input, or not only one, is a picture
     */
    Value only() throws NotServable {
        if (graph.inputs().isEmpty()) {
            throw new NotServable("The graph has no input, so it takes no picture.");
        }
        List<Value> pictures =
                graph.inputs().stream()
                        .filter(input -> Frame.of(input, planes()).isPresent())
                        .toList();
        if (pictures.isEmpty()) {
            throw new NotServable(instead(graph.inputs().getFirst()));
        }
        Value picture = pictures.getFirst();
        if (!ELEMENTS.contains(picture.element())) {
            throw new NotServable(
                    "The graph's input %s is of a type that pictures are not given in; export it with uint8, float16 or float32."
                            .formatted(picture));
        }
        if (picture.size(0) > 1) {
            throw new NotServable(
                    "The graph takes exactly %d pictures at a time (%s); export it with a free first dimension, or with 1."
                            .formatted(picture.size(0), picture));
        }
        if (graph.inputs().size() > 1) {
            throw new NotServable(
                    "The graph wants more than a picture: %s; a pipeline gives it the picture alone, so export it without them."
                            .formatted(
                                    graph.inputs().stream()
                                            .filter(input -> !input.equals(picture))
                                            .map(Value::toString)
                                            .collect(Collectors.joining(", "))));
        }
        return picture;
    }

    private String instead(Value input) {
        String name = input.name().toLowerCase(Locale.ROOT);
        if (input.element().equals("string") || TEXT.stream().anyMatch(name::contains)) {
            return "This is a model for texts: its input is %s; a picture pipeline cannot feed it."
                    .formatted(input);
        }
        if (input.element().equals("int64") || input.element().equals("int32")) {
            return "The graph takes whole numbers, such as the words of a text (%s), and no picture."
                    .formatted(input);
        }
        if (SOUND.stream().anyMatch(name::contains)) {
            return "This is a model for sound: its input is %s; a picture pipeline cannot feed it."
                    .formatted(input);
        }
        return switch (input.rank()) {
            case 2 ->
                    "The graph takes %s for each item (%s), not a picture%s; what computes them from a picture is missing, so export that and the classifier as one graph."
                            .formatted(
                                    input.size(1) > 0
                                            ? "a row of %d numbers".formatted(input.size(1))
                                            : "a row of numbers",
                                    input,
                                    exporter == Exporter.SCIKIT_LEARN
                                            ? ": scikit-learn's models work on features"
                                            : "");
            case 3 ->
                    "The graph's input %s has three dimensions, and a batch of pictures has four; export it with the batch first, such as [1, 3, 224, 224]."
                            .formatted(input);
            case 4 ->
                    "The graph's input %s has neither 1 nor 3 channels, which is what a picture has."
                            .formatted(input);
            default ->
                    "The graph's input %s is no picture: that has four dimensions, such as [1, 3, 224, 224]."
                            .formatted(input);
        };
    }
}
