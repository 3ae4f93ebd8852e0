package dev.sluice.worker.task.faces;

import dev.sluice.worker.model.Tensor;

import java.nio.ByteBuffer;

/** Squares of pixels, as both models take them: RGB, 8 bits a channel. */
final class Rgb {
    private static final int CHANNELS = 3;

    private Rgb() {}

    static Tensor tensor(byte[] rgb, int side) {
        return Tensor.of(Tensor.Type.UINT8, ByteBuffer.wrap(rgb), side, side, CHANNELS);
    }

    /** Bytes of one. */
    static int bytes(int side) {
        return side * side * CHANNELS;
    }
}
