package dev.sluice.shared.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What editors of any system write, and what they should not have. */
class TextFileTest {
    @TempDir Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("labels.txt"), bytes);
    }

    private Path file(String text) throws IOException {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws Exception {
        assertThat(TextFile.read(file("\uFEFFcat\n"))).isEqualTo("cat\n");
        assertThat(TextFile.read(file("\uFEFF"))).isEmpty();
    }

    @Test
    void linesEndInAnyWay() throws Exception {
        assertThat(TextFile.lines(file("\uFEFFcat\r\nçiğ köfte\rfox\n\ncow")))
                .containsExactly("cat", "çiğ köfte", "fox", "", "cow");
        assertThat(TextFile.lines(file(""))).isEmpty();
    }

    @Test
    void anotherEncodingIsNamedWithTheByteAndTheRemedy() throws Exception {
        assertThatIOException()
                .isThrownBy(
                        () ->
                                TextFile.read(
                                        file("ok\ncafé\n".getBytes(StandardCharsets.ISO_8859_1))))
                .withMessage(
                        "%s is not UTF-8: byte 7, in line 2, is 0xE9; save it as UTF-8"
                                .formatted(folder.resolve("labels.txt")));
        assertThatIOException()
                .isThrownBy(() -> TextFile.read(file(new byte[] {'a', '\n', (byte) 0xFF})))
                .withMessageContaining("byte 3, in line 2, is 0xFF");
        assertThatIOException()
                .isThrownBy(() -> TextFile.read(file(new byte[] {'a', (byte) 0xC3})))
                .withMessageContaining("byte 2, in line 1, is 0xC3");
        assertThatIOException()
                .isThrownBy(
                        () -> TextFile.read(file("\uFEFFcat".getBytes(StandardCharsets.UTF_16LE))))
                .withMessageContaining("is UTF-16; save it as UTF-8");
        assertThatIOException()
                .isThrownBy(() -> TextFile.read(file("cat".getBytes(StandardCharsets.UTF_16BE))))
                .withMessageContaining("holds NUL characters; save it as UTF-8");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatIOException()
                .isThrownBy(() -> TextFile.read(folder.resolve("gone.txt")))
                .withMessage("there is no file " + folder.resolve("gone.txt"));
    }
}
