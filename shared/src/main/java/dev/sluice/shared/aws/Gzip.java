package dev.sluice.shared.aws;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Objects with {@code Content-Encoding: gzip}, which every browser shows unpacked. Several members
 * one after the other are one file.
 */
final class Gzip {
    private static final int FIRST = 0x1f;
    private static final int SECOND = 0x8b;

    private Gzip() {}

    /**
     * Whether these bytes are packed. Both must say so: a client may set the header and send the
     * file as it is, and a file may be an archive of its own.
     *
     * @param encoding the header, such as {@code aws-chunked,gzip}; absent: null
     */
    static boolean packs(@Nullable String encoding, byte[] bytes) {
        return encoding != null
                && Arrays.stream(encoding.toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .anyMatch(each -> each.equals("gzip") || each.equals("x-gzip"))
                && bytes.length > 1
                && (bytes[0] & 0xff) == FIRST
                && (bytes[1] & 0xff) == SECOND;
    }

    /**
     * How many bytes they are unpacked, found without keeping them, for no header says it reliably.
     *
     * @param cap counting stops above
     * @return at most {@code cap + 1}
     * @throws IOException if they are damaged
     */
    static long unpackedSize(byte[] packed, long cap) throws IOException {
        try (InputStream unpacked = stream(packed)) {
            byte[] piece = new byte[1 << 13];
            long size = 0;
            while (size <= cap) {
                int read = unpacked.read(piece, 0, (int) Math.min(piece.length, cap + 1 - size));
                if (read < 0) {
                    return size;
                }
                size += read;
            }
            return size;
        }
    }

    /**
     * @param size as {@link #unpackedSize} found it
     */
    static byte[] unpack(byte[] packed, long size) throws IOException {
        try (InputStream unpacked = stream(packed)) {
            byte[] bytes = new byte[Math.toIntExact(size)];
            if (unpacked.readNBytes(bytes, 0, bytes.length) < size) {
                throw new IOException("fewer bytes than were counted");
            }
            return bytes;
        }
    }

    private static InputStream stream(byte[] packed) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(packed), 1 << 13);
    }
}
