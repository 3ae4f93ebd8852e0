package dev.sluice.shared.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "1B, 1",
        "50MB, 50000000",
        "5kB, 5000",
        "5KB, 5000",
        "2 GB, 2000000000",
        "' 7MB ', 7000000"
    })
    void bytesAreDecimal(String text, long bytes) {
        assertThat(Units.bytes(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "50", "MB", "-5MB", "5.5MB", "5mb", "5 M B", "5MiB", "0x5MB"})
    void otherTextIsNoSize(String text) {
        assertThat(Units.bytes(text)).isEmpty();
    }

    @Test
    void anAmountBeyondALongIsRefused() {
        assertThat(Units.bytes("999999999999999GB")).isEmpty();
        assertThat(Units.bytes("9999999999999999B")).isEmpty();
    }

    @Test
    void pixelsMayGoWithoutAUnit() {
        assertThat(Units.pixels("40MP")).contains(40_000_000L);
        assertThat(Units.pixels("1000")).contains(1000L);
        assertThat(Units.pixels("40MB")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5ms, PT0.005S", "30s, PT30S", "2m, PT2M", "11h, PT11H", "365d, PT8760H"})
    void durationsNeedAUnit(String text, Duration duration) {
        assertThat(Units.duration(text)).contains(duration);
        assertThat(Units.duration(text.replaceAll("[a-z]", ""))).isEmpty();
    }

    @Property
    void whatIsWrittenInMillisecondsIsReadAgain(
            @ForAll @LongRange(min = 0, max = 1L << 40) long ms) {
        assertThat(Units.duration(ms + "ms")).contains(Duration.ofMillis(ms));
    }
}
