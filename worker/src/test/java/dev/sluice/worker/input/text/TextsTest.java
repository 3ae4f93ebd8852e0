package dev.sluice.worker.input.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.worker.input.Undecodable;

import org.junit.jupiter.api.Test;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

class TextsTest {
    private static String read(byte[] file) throws Undecodable {
        try (Text text = new Texts().header(file).decode()) {
            return text.content();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(byte[] file, String sentence) {
        assertThatExceptionOfType(Undecodable.class)
                .isThrownBy(() -> read(file))
                .extracting(e -> e.reason().toString())
                .isEqualTo(sentence);
    }

    @Test
    void readsAnyUtf8() throws Exception {
        assertThat(read(utf8("a"))).isEqualTo("a");
        assertThat(read(utf8("\uFEFFwith a mark"))).isEqualTo("with a mark");
        assertThat(read(utf8("Zürich 你好 😀"))).isEqualTo("Zürich 你好 😀");
        assertThat(read(utf8("x".repeat(1 << 20)))).hasSize(1 << 20);
    }

    @Test
    void saysWhatIsWrongWithWhatItCannotRead() {
        refused(
                "Zürich".getBytes(Charset.forName("windows-1252")),
                "wrong-encoding: The text is not in UTF-8: byte 2 of 6 belongs to no character;"
                        + " save it as UTF-8 and upload it again.");
        refused(
                "hello".getBytes(StandardCharsets.UTF_16),
                "wrong-encoding: The text is not in UTF-8: it begins as UTF-16; save it as UTF-8"
                        + " and upload it again.");
        refused(
                new byte[] {'a', (byte) 0xE2, (byte) 0x82},
                "wrong-encoding: The text is not in UTF-8: byte 2 of 3 belongs to no character;"
                        + " save it as UTF-8 and upload it again.");
        refused(
                utf8("\uFEFF \n\t "),
                "empty-text: The text has nothing but blanks in it; upload it again with its"
                        + " content.");
        refused(
                utf8("a\0b"),
                "not-a-text: The file is no text, for it has zero bytes in it; upload a plain text"
                        + " in UTF-8.");
        refused(
                new byte[(1 << 20) + 1],
                "too-many-bytes: The text has 1,048,577 bytes, more than the 1,048,576 allowed;"
                        + " upload a part of it.");
    }
}
