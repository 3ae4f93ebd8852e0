package dev.sluice.worker.task.picture;

import dev.sluice.worker.model.Tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A tensor in the making: rows of channels in the network's order, put where it wants them. */
final class Pixels {
    private static final VarHandle FLOAT =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());

    private static final VarHandle HALF =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private final Encoding encoding;
    private final Layout.Size size;
    private final byte[] bytes;

    /** What a float graph gets for each value of each channel; empty for a uint8 graph. */
    private final float[][] normalized;

    Pixels(Encoding encoding, int width, int height) {
        this.encoding = encoding;
        this.size = new Layout.Size(encoding.channels(), height, width);
        this.bytes = new byte[width * height * encoding.channels() * encoding.type().bytes()];
        this.normalized =
                new float[encoding.type() == Tensor.Type.UINT8 ? 0 : encoding.channels()][];
        Arrays.setAll(normalized, encoding.numbers()::table);
    }

    /** Gives every channel of every pixel this value. */
    void fill(int value) {
        int[] row = new int[size.width()];
        Arrays.fill(row, value);
        for (int y = 0; y < size.height(); y++) {
            for (int channel = 0; channel < encoding.channels(); channel++) {
                put(0, y, channel, row);
            }
        }
    }

    /** Puts one channel of one row, or of a part of it that begins at a column. */
    void put(int x, int y, int channel, int[] values) {
        int width = values.length;
        boolean planes = encoding.planes();
        int step = planes ? 1 : encoding.channels();
        int at =
                planes
                        ? (channel * size.height() + y) * size.width() + x
                        : (y * size.width() + x) * step + channel;
        if (encoding.type() == Tensor.Type.UINT8) {
            for (int i = 0; i < width; i++) {
                bytes[at + i * step] = (byte) values[i];
            }
        } else if (encoding.type() == Tensor.Type.FLOAT16) {
            float[] table = normalized[channel];
            for (int i = 0; i < width; i++) {
                short half = Float.floatToFloat16(table[values[i] & 0xFF]);
                HALF.set(bytes, (at + i * step) * Short.BYTES, half);
            }
        } else {
            float[] table = normalized[channel];
            for (int i = 0; i < width; i++) {
                FLOAT.set(bytes, (at + i * step) * Float.BYTES, table[values[i] & 0xFF]);
            }
        }
    }

    Tensor tensor() {
        return Tensor.of(encoding.type(), ByteBuffer.wrap(bytes), encoding.layout().of(size));
    }
}
