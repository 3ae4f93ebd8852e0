package dev.sluice.ops.local.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/** What a strict reader finds in a PNG, without keeping its pixels. */
record PngReading(List<String> chunks, int wrongChecksums, long unpackedBytes) {
    static PngReading of(byte[] png) {
        List<String> chunks = new ArrayList<>();
        int wrong = 0;
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.wrap(png, 8, png.length - 8);
        while (in.hasRemaining()) {
            byte[] body = new byte[in.getInt()];
            byte[] type = new byte[4];
            in.get(type).get(body);
            CRC32 checksum = new CRC32();
            checksum.update(type);
            checksum.update(body);
            wrong += in.getInt() == (int) checksum.getValue() ? 0 : 1;
            chunks.add(new String(type, US_ASCII));
            if (chunks.getLast().equals("IDAT")) {
                data.writeBytes(body);
            }
        }
        return new PngReading(chunks, wrong, unpacked(data.toByteArray()));
    }

    private static long unpacked(byte[] data) {
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(data))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }
}
