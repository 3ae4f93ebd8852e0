package dev.sluice.ops.models.onnx;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An input or output as the file declares it.
 *
 * @param element the type of its elements, such as {@code float32}, or {@code sequence} or {@code
 *     map}
 * @param shape −1 where a dimension is free; empty if none is declared
 */
public record Value(String name, String element, List<Long> shape) {
    public Value {
        shape = List.copyOf(shape);
    }

    public int rank() {
        return shape.size();
    }

    /** A dimension; −1 if it is free or not declared. */
    public long size(int dimension) {
        return dimension < shape.size() ? shape.get(dimension) : -1;
    }

    /** The shape as messages show it, with a question mark where it is free. */
    public String written() {
        return shape.stream()
                .map(size -> size < 0 ? "?" : size.toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Override
    public String toString() {
        return "\"%s\" %s %s".formatted(name, element, written());
    }
}
