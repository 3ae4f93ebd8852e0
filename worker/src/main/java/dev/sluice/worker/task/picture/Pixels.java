package dev.sluice.worker.task.picture;

import dev.sluice.worker.model.Tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A tensor in the making: rows of channels in the network's order, put where it wants them. */
final class Pixels {
    private static final int VALUES = 256;
    private static final VarHandle FLOAT =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());

    private static final VarHandle HALF =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

    private final PictureInput input;
    private final int channels;
    private final byte[] bytes;

    /** What a float graph gets for each value of each channel; empty for a uint8 graph. */
    private final float[][] normalized;

    Pixels(PictureInput input) {
        this.input = input;
        this.channels = input.color().channels();
        this.bytes = new byte[input.width() * input.height() * channels * input.type().bytes()];
        this.normalized = new float[input.type() == Tensor.Type.UINT8 ? 0 : channels][VALUES];
        for (int channel = 0; channel < normalized.length; channel++) {
            for (int value = 0; value < VALUES; value++) {
                normalized[channel][value] =
                        (value / input.white() - input.mean().get(channel))
                                / input.std().get(channel);
            }
        }
    }

    /** Puts one channel of one row. */
    void put(int y, int channel, int[] values) {
        int width = input.width();
        int at =
                input.planes()
                        ? (channel * input.height() + y) * width
                        : y * width * channels + channel;
        int step = input.planes() ? 1 : channels;
        if (input.type() == Tensor.Type.UINT8) {
            for (int i = 0; i < width; i++) {
                bytes[at + i * step] = (byte) values[i];
            }
        } else if (input.type() == Tensor.Type.FLOAT16) {
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
        ByteBuffer data = ByteBuffer.wrap(bytes);
        return input.planes()
                ? Tensor.of(input.type(), data, channels, input.height(), input.width())
                : Tensor.of(input.type(), data, input.height(), input.width(), channels);
    }
}
