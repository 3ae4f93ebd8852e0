package dev.sluice.worker.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** One line as a gzip member of its own; members in a row are one gzip file (RFC 1952, 2.2). */
final class GzipLine {
    private GzipLine() {}

    static byte[] of(byte[] json) {
        ByteArrayOutputStream member = new ByteArrayOutputStream(json.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
            gzip.write(json);
            gzip.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return member.toByteArray();
    }
}
