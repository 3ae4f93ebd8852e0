package dev.sluice.worker.model;

import ai.onnxruntime.MapInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.SequenceInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An input or output as the graph declares it.
 *
 * @param element the type of its elements, such as {@code float32} or {@code sequence}
 * @param shape the batch dimension first; −1 where it is free, empty where nothing is declared
 */
public record Port(String element, List<Long> shape) {
    static final String MAPS = "sequence of maps from int64 to float32";

    /** The element type, if it is one that tasks can read and write. */
    public Optional<Tensor.Type> type() {
        return Arrays.stream(Tensor.Type.values())
                .filter(type -> type.written().equals(element))
                .findFirst();
    }

    /**
     * Whether each item has a map from class numbers to scores, as the ZipMap of scikit-learn's
     * exporter makes it.
     */
    public boolean isMaps() {
        return element.equals(MAPS);
    }

    /** A shape as messages show it, with a question mark where it is free. */
    public static String written(List<Long> shape) {
        return shape.stream()
                .map(size -> size < 0 ? "?" : size.toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Ports as messages list them. */
    public static String list(Map<String, Port> ports) {
        return ports.entrySet().stream()
                .map(port -> "\"%s\" (%s)".formatted(port.getKey(), port.getValue()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return shape.isEmpty() ? element : element + " " + written(shape);
    }

    static Port of(ValueInfo value) {
        return switch (value) {
            case TensorInfo tensor ->
                    new Port(element(tensor), Arrays.stream(tensor.getShape()).boxed().toList());
            case SequenceInfo sequence when sequence.sequenceOfMaps ->
                    new Port(
                            "sequence of maps from %s to %s"
                                    .formatted(
                                            element(sequence.mapInfo.keyType),
                                            element(sequence.mapInfo.valueType)),
                            List.of());
            case SequenceInfo _ -> new Port("sequence", List.of());
            case MapInfo _ -> new Port("map", List.of());
            default -> new Port(value.getClass().getSimpleName(), List.of());
        };
    }

    private static String element(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    /** ONNX's own name, which the Java binding has for more types than it can make arrays of. */
    private static String element(TensorInfo tensor) {
        String name = tensor.onnxType.name().replaceFirst("^ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
        return switch (name) {
            case "FLOAT" -> "float32";
            case "DOUBLE" -> "float64";
            default -> name.toLowerCase(Locale.ROOT);
        };
    }
}
