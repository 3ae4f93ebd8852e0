package dev.sluice.worker.input.text;

import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads UTF-8, with or without a byte order mark. */
public record Texts() implements Reader<Text> {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Characters, tokens and what becomes of them, for each byte. */
    private static final long BYTES_EACH = 16;

    private static final long AT_LEAST = 1_000_000;

    /** 1 MiB: about 250 pages. */
    private static final int LARGEST = 1 << 20;

    @Override
    public Header<Text> header(byte[] content) throws Undecodable {
        if (content.length > LARGEST) {
            throw new Undecodable(
                    "too-many-bytes",
                    "The text has %s bytes, more than the %s allowed; upload a part of it."
                            .formatted(number(content.length), number(LARGEST)));
        }
        return new Header<>() {
            @Override
            public long memory() {
                return content.length * BYTES_EACH + AT_LEAST;
            }

            @Override
            public Text decode() throws Undecodable {
                return text(content);
            }
        };
    }

    private static Text text(byte[] content) throws Undecodable {
        refuseUtf16(content);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer characters = CharBuffer.allocate(content.length + 1);
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(bytes, characters, true);
        if (result.isError()) {
            throw notUtf8(
                    "byte %s of %s belongs to no character"
                            .formatted(number(bytes.position() + 1L), number(content.length)));
        }
        String text = characters.flip().toString();
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        if (text.indexOf('\0') >= 0) {
            throw new Undecodable(
                    "not-a-text",
                    "The file is no text, for it has zero bytes in it; upload a plain text in"
                            + " UTF-8.");
        }
        if (text.isBlank()) {
            throw new Undecodable(
                    "empty-text",
                    "The text has nothing but blanks in it; upload it again with its content.");
        }
        return new Text(text);
    }

    private static void refuseUtf16(byte[] content) throws Undecodable {
        if (content.length >= 2) {
            int first = (content[0] & 0xFF) << 8 | (content[1] & 0xFF);
            if (first == 0xFEFF || first == 0xFFFE) {
                throw notUtf8("it begins as UTF-16");
            }
        }
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static Undecodable notUtf8(String why) {
        return new Undecodable(
                "wrong-encoding",
                "The text is not in UTF-8: %s; save it as UTF-8 and upload it again."
                        .formatted(why));
    }
}
