package dev.sluice.shared.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the text files that people edit, as editors of any system save them: UTF-8 with or without
 * a byte order mark, lines ended in any way.
 */
public final class TextFile {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /**
     * The whole text, without a byte order mark.
     *
     * @throws IOException if it cannot be read or is not UTF-8; the message says which file, where,
     *     and what to do
     */
    public static String read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        String text = decode(file, bytes);
        if (text.indexOf('\0') >= 0) { // what UTF-16 without a mark looks like
            throw new IOException(file + " holds NUL characters; save it as UTF-8");
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /**
     * Its lines, without their ends.
     *
     * @throws IOException as {@link #read} does
     */
    public static List<String> lines(Path file) throws IOException {
        return read(file).lines().toList();
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
    }

    private static String decode(Path file, byte[] bytes) throws IOException {
        if (bytes.length >= 2 && (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF))) {
            throw new IOException(file + " is UTF-16; save it as UTF-8");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // which reports, not replaces
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new IOException(
                    "%s is not UTF-8: byte %d, in line %d, is 0x%02X; save it as UTF-8"
                            .formatted(
                                    file,
                                    in.position() + 1,
                                    out.flip().toString().lines().count()
                                            + (endsLine(bytes, in.position()) ? 1 : 0),
                                    bytes[in.position()] & 0xFF));
        }
        return out.flip().toString();
    }

    /** Whether a new line begins at this byte. */
    private static boolean endsLine(byte[] bytes, int at) {
        return at == 0 || bytes[at - 1] == '\n' || bytes[at - 1] == '\r';
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }
}
