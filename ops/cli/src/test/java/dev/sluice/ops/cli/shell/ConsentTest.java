package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class ConsentTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Consent consent(boolean person, String typed) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Consent(
                Console.plain(stream, stream),
                person,
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"y, true", "YES, true", "n, false", "'', false", "yep, false"})
    void onlyAYesIsAYes(String typed, boolean goOn) {
        assertThat(consent(true, typed + "\n").toGoOn()).isEqualTo(goOn);
    }

    @Test
    void whoEndsTheInputSaysNo() {
        assertThat(consent(true, "").toGoOn()).isFalse();
    }

    @Test
    void whatIsLostForGoodHasToBeTyped() {
        assertThat(consent(true, "acme\n").byTyping("the ID", "acme")).isTrue();
        assertThat(consent(true, "y\n").byTyping("the ID", "acme")).isFalse();
    }

    @Test
    void whereNobodyIsNobodyIsAsked() {
        assertThat(consent(false, "").toGoOn()).isTrue();
        assertThat(consent(false, "acme\n").byTyping("the ID", "acme")).isFalse();
        assertThat(err.size()).isZero();
    }
}
