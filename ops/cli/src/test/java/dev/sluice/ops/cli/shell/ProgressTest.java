package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class ProgressTest {
    @Test
    void aLogGetsALineAtEachQuarterAndNoBar() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        try (Progress progress = Progress.start(Console.plain(stream, stream), "Uploading", 100)) {
            for (int i = 1; i <= 100; i++) {
                progress.at(i);
            }
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Uploading: 25 of 100",
                        "Uploading: 50 of 100",
                        "Uploading: 75 of 100",
                        "Uploading: 100 of 100");
    }
}
