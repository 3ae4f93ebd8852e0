package dev.sluice.ops.local.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * PNG files put together chunk by chunk (PNG specification, third edition, section 5), for what no
 * encoder would write.
 */
final class PngChunks {
    private static final byte[] SIGNATURE = Bytes.of(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n');
    private static final int GREY = 0;

    private PngChunks() {}

    /**
     * All black, 1-bit grey, so that a file of a few hundred kilobytes stands for any number of
     * pixels: deflate shrinks zeros about a thousand times. Rows are streamed, so memory stays at
     * the size of the file. All of it is valid.
     */
    static byte[] black(int width, int height) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (Compression level = new Compression();
                DeflaterOutputStream out =
                        new DeflaterOutputStream(data, level.deflater, 1 << 16)) {
            byte[] row = new byte[1 + (width + 7) / 8]; // first the filter type: none
            for (int y = 0; y < height; y++) {
                out.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.join(
                SIGNATURE, header(width, height), chunk("IDAT", data.toByteArray()), chunk("IEND"));
    }

    /** Closes after the stream that uses it, as try closes in reverse. */
    private record Compression(Deflater deflater) implements AutoCloseable {
        Compression() {
            this(new Deflater(Deflater.DEFAULT_COMPRESSION));
        }

        @Override
        public void close() {
            deflater.end();
        }
    }

    /** A file whose header says 0×0, which the specification forbids. */
    static byte[] sizeless() {
        byte[] noRows = {
            0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1
        }; // zlib: an empty final block, Adler-32 of nothing
        return Bytes.join(SIGNATURE, header(0, 0), chunk("IDAT", noRows), chunk("IEND"));
    }

    /** The same file but for one bit of the checksum of its first IDAT chunk. */
    static byte[] withWrongChecksum(byte[] png) {
        byte[] broken = png.clone();
        ByteBuffer chunks = ByteBuffer.wrap(png, SIGNATURE.length, png.length - SIGNATURE.length);
        while (true) {
            int length = chunks.getInt();
            int type = chunks.getInt();
            int checksumAt = chunks.position() + length;
            if (type == 0x49444154) { // IDAT
                broken[checksumAt] ^= 1;
                return broken;
            }
            chunks.position(checksumAt + 4);
        }
    }

    private static byte[] header(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) 1)
                .put((byte) GREY); // bits per sample, colour type; then deflate, adaptive
        // filters, no interlace
        return chunk("IHDR", header.array());
    }

    private static byte[] chunk(String type, byte... data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(type.getBytes(US_ASCII)).put(data);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) checksum.getValue()).array();
    }
}
