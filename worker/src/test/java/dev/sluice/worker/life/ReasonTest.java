package dev.sluice.worker.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.life.Reason.SpotInterruption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

class ReasonTest {
    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

    /** In the middle: a notice seen late. The last two: clocks that are wrong. */
    @ParameterizedTest
    @CsvSource({
        "120, 110",
        "119, 109",
        "60, 50",
        "14, 4",
        "11, 3",
        "10, 3",
        "0, 3",
        "-109, 3",
        "-110, 110",
        "3600, 110"
    })
    void rule23_aSpotNoticeLeaves110SecondsFromItsTimeIfThatCanBeBelieved(int ahead, int left) {
        assertThat(
                        SpotInterruption.of("terminate", Optional.of(NOW.plusSeconds(ahead)), NOW)
                                .atMost())
                .contains(Duration.ofSeconds(left));
    }

    @Test
    void aNoticeWithoutATimeLeavesTheUsual() {
        assertThat(SpotInterruption.of("stop", Optional.empty(), NOW).left())
                .isEqualTo(Duration.ofSeconds(110));
    }

    @Test
    void hibernationBeginsAtOnce() {
        assertThat(SpotInterruption.of("hibernate", Optional.of(NOW.plusSeconds(120)), NOW).left())
                .isEqualTo(Lifecycle.HURRIED);
    }
}
