package dev.sluice.worker.task.classify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the smallest ONNX graph that shows what a network was given: it flattens its input {@code
 * image} into its output {@code scores} (and {@code copy}, if asked). Field numbers are those of
 * onnx.proto3.
 */
final class TinyGraph {
    static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int DOUBLE = 11;

    /** A dimension that the graph leaves free. */
    static final int FREE = -1;

    private TinyGraph() {}

    /**
     * @param shape of one item
     * @param outputs names of outputs, all alike
     */
    static Path write(Path file, int type, List<Integer> shape, String... outputs) {
        int classes = shape.contains(FREE) ? FREE : shape.stream().reduce(1, Math::multiplyExact);
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        for (String output : outputs) {
            graph.writeBytes(
                    message(
                            1,
                            text(1, "image"),
                            text(2, output),
                            text(4, "Flatten"),
                            message(5, text(1, "axis"), number(3, 1), number(20, 2))));
        }
        graph.writeBytes(text(2, "tiny"));
        graph.writeBytes(message(11, port("image", type, shape)));
        for (String output : outputs) {
            graph.writeBytes(message(12, port(output, type, List.of(classes))));
        }
        byte[] model =
                join(
                        number(1, 8), // IR version
                        message(7, graph.toByteArray()),
                        message(8, text(1, ""), number(2, 13))); // operator set
        try {
            return Files.write(file, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] port(String name, int type, List<Integer> shape) {
        ByteArrayOutputStream dimensions = new ByteArrayOutputStream();
        dimensions.writeBytes(message(1, text(2, "N")));
        shape.forEach(
                size ->
                        dimensions.writeBytes(
                                message(1, size == FREE ? text(2, "free") : number(1, size))));
        return join(
                text(1, name),
                message(2, message(1, number(1, type), message(2, dimensions.toByteArray()))));
    }

    private static byte[] number(int field, long value) {
        return join(varint((long) field << 3), varint(value));
    }

    private static byte[] text(int field, String value) {
        return message(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] message(int field, byte[]... parts) {
        byte[] content = join(parts);
        return join(varint((long) field << 3 | 2), varint(content.length), content);
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = value;
        while (rest > 0x7F) {
            bytes.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
