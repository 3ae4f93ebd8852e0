package dev.sluice.ops.cli.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.time.InstantSource;

class MomentTest {
    private final Moment moment =
            new Moment(InstantSource.fixed(Instant.parse("2026-11-30T08:00:00Z")));

    @ParameterizedTest
    @CsvSource({
        "30m, 2026-11-30T07:30:00Z",
        "2h, 2026-11-30T06:00:00Z",
        "3d, 2026-11-27T08:00:00Z",
        "2026-11-29T08:00:00Z, 2026-11-29T08:00:00Z"
    })
    void itIsSoLongAgoOrThatTime(String text, Instant time) {
        assertThat(moment.convert(text)).isEqualTo(time);
    }

    @Test
    void anythingElseIsExplained() {
        assertThatThrownBy(() -> moment.convert("yesterday")).hasMessageContaining("2h or 3d");
    }
}
