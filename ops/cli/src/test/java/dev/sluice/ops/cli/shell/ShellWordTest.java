package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShellWordTest {
    @Test
    void aPathWithSpacesAndQuotesIsOneWord() {
        assertThat(ShellWord.of("/my models/o'neil")).isEqualTo("'/my models/o'\\''neil'");
        assertThat(ShellWord.of("$HOME;ls")).isEqualTo("'$HOME;ls'");
    }
}
