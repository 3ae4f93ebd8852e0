package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

class LogLimitTest {
    private Instant now = Instant.EPOCH;
    private final LogLimit limit = new LogLimit(() -> now);

    @Test
    void theFirstOfEachKindIsLoggedOnceAMinute() {
        assertThat(limit.allows("a")).isTrue();
        assertThat(limit.allows("a")).isFalse();
        assertThat(limit.allows("b")).isTrue();

        now = now.plus(LogLimit.PERIOD);
        assertThat(limit.allows("a")).isTrue();
        assertThat(limit.allows("a")).isFalse();
    }

    @Test
    void moreKindsThanAnybodyReadsAreNotLogged() {
        assertThat(IntStream.range(0, 1000).filter(i -> limit.allows("kind " + i)).count())
                .isEqualTo(LogLimit.KINDS);
    }

    @Test
    void aClockThatIsSetBackSilencesNothing() {
        now = now.plus(Duration.ofDays(365));
        assertThat(limit.allows("a")).isTrue();

        now = now.minus(Duration.ofHours(1));
        assertThat(limit.allows("a")).isTrue();
        assertThat(limit.allows("a")).isFalse();
    }
}
