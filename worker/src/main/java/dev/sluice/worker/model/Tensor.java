package dev.sluice.worker.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One input or output of a model for <em>one item</em>: dense, row-major, without the batch
 * dimension. The {@code Batcher} copies inputs into its own buffer, so the data may live on the
 * heap, and must not change before the call returns.
 */
public final class Tensor {
    /** The element types that tasks read and write. */
    public enum Type {
        UINT8(1),
        INT8(1),
        INT64(8),
        FLOAT16(2),
        FLOAT32(4);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }

        /** Size of one element in bytes. */
        public int bytes() {
            return bytes;
        }

        /** As people write it, {@code float16} for example. */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Type type;
    private final List<Long> shape;
    private final ByteBuffer data;

    private Tensor(Type type, List<Long> shape, ByteBuffer data) {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        if (elements * type.bytes() != data.remaining()) {
            throw new IllegalArgumentException(
                    "%s%s needs %d bytes, not %d"
                            .formatted(type, shape, elements * type.bytes(), data.remaining()));
        }
        this.type = type;
        this.shape = shape;
        this.data = data.slice().order(ByteOrder.nativeOrder());
    }

    /**
     * @param data the bytes from position to limit, in native order
     * @throws IllegalArgumentException if the size does not fit the shape
     */
    public static Tensor of(Type type, ByteBuffer data, long... shape) {
        Long[] sizes = new Long[shape.length];
        Arrays.setAll(sizes, i -> shape[i]);
        return new Tensor(type, List.of(sizes), data);
    }

    /** Floats, of the shape given; a scalar when there is none. */
    public static Tensor floats(float[] values, long... shape) {
        ByteBuffer bytes = allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return of(Type.FLOAT32, bytes, shape);
    }

    /** One 64-bit integer as a scalar. */
    public static Tensor scalar(long value) {
        return of(Type.INT64, allocate(Long.BYTES).putLong(0, value));
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    public Type type() {
        return type;
    }

    /** Dimensions of one item, outermost first; empty for a scalar. */
    public List<Long> shape() {
        return shape;
    }

    /** A fresh view of the bytes, native order, position 0. */
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.nativeOrder());
    }

    /**
     * The elements of a {@link Type#FLOAT32} or {@link Type#FLOAT16} tensor.
     *
     * @throws IllegalStateException if it holds something else
     */
    public float[] toFloats() {
        return switch (type) {
            case FLOAT32 -> {
                FloatBuffer floats = data().asFloatBuffer();
                float[] values = new float[floats.remaining()];
                floats.get(values);
                yield values;
            }
            case FLOAT16 -> {
                ShortBuffer halves = data().asShortBuffer();
                float[] values = new float[halves.remaining()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.float16ToFloat(halves.get(i));
                }
                yield values;
            }
            case UINT8, INT8, INT64 ->
                    throw new IllegalStateException("a tensor of " + type + " holds no floats");
        };
    }

    /** The first element that is no number, or infinite: NaN, Infinity or -Infinity. */
    Optional<Float> notFinite() {
        if (type == Type.FLOAT32 || type == Type.FLOAT16) {
            for (float value : toFloats()) {
                if (!Float.isFinite(value)) {
                    return Optional.of(value);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return type + shape.toString();
    }
}
