package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A scheduled minute of the function; no time passes in it. */
class ScalingHandlerTest {
    private final List<String> happened = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private int left = 70_000;

    private ScalingHandler every(Duration period) {
        return new ScalingHandler(
                () ->
                        new ScalingHandler.Rounds(
                                period, () -> happened.add("told"), () -> happened.add("end")),
                time -> {
                    pauses.add(time);
                    left -= (int) period.toMillis();
                });
    }

    private void invoke(ScalingHandler handler) {
        handler.handleRequest(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new LambdaHandlerTest.NoContext() {
                    @Override
                    public int getRemainingTimeInMillis() {
                        return left;
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({"10, 6", "30, 2", "60, 1"})
    void aMinuteIsToldInItsPartsAndThenTheTurnIsOver(int seconds, int times) {
        invoke(every(Duration.ofSeconds(seconds)));

        assertThat(happened).hasSize(times + 1).endsWith("told", "end");
        assertThat(pauses)
                .hasSize(times - 1)
                .allMatch(pause -> pause.compareTo(Duration.ofSeconds(60)) < 0);
    }

    @Test
    void itEndsBeforeItIsEnded() {
        left = 25_000;
        invoke(every(Duration.ofSeconds(10)));
        assertThat(happened).containsExactly("told", "told", "end");
    }
}
