package dev.sluice.worker.input.picture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A PNG of two pixels, put together chunk by chunk. */
final class TinyPng {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /**
     * @param colour 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
     */
    TinyPng(int depth, int colour) {
        file.writeBytes("\u0089PNG\r\n\u001A\n".getBytes(ISO_8859_1));
        chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(2)
                        .putInt(1)
                        .put((byte) depth)
                        .put((byte) colour)
                        .array());
    }

    TinyPng chunk(String type, byte... data) {
        byte[] named = new byte[4 + data.length];
        System.arraycopy(type.getBytes(ISO_8859_1), 0, named, 0, 4);
        System.arraycopy(data, 0, named, 4, data.length);
        CRC32 sum = new CRC32();
        sum.update(named);
        file.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        file.writeBytes(named);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        return this;
    }

    /** The end of the file, and the file. */
    byte[] of(int... samples) {
        return pixels(samples).end();
    }

    TinyPng pixels(int... samples) {
        byte[] row = new byte[1 + samples.length]; // first the filter type: none
        for (int i = 0; i < samples.length; i++) {
            row[1 + i] = (byte) samples[i];
        }
        return chunk("IDAT", packed(row));
    }

    byte[] end() {
        return chunk("IEND").file.toByteArray();
    }

    static byte[] packed(byte[] bytes) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] buffer = new byte[bytes.length + 100];
            return java.util.Arrays.copyOf(buffer, deflater.deflate(buffer));
        }
    }
}
