package dev.sluice.shared.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

class GenerationTest {
    private static final long LATEST = 9_999_999_999_999L;
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static Generation of(String sequencer, Instant time) {
        return Generation.of(Optional.of(sequencer), time);
    }

    @Test
    void rule01_aGenerationIsTheSequencerThenTheTimeThenTheRun() {
        assertThat(of("0055aed6dcd90281e5", Instant.ofEpochMilli(5)).value())
                .isEqualTo("0055AED6DCD90281E500000000000000.0000000000005.0000");
    }

    @Test
    void rule01_withoutASequencerTheTimeDecides() {
        Generation earlier = Generation.of(Optional.empty(), NOON);
        Generation later = Generation.of(Optional.empty(), NOON.plusMillis(1));

        assertThat(earlier.value()).startsWith("0".repeat(32) + ".");
        assertThat(earlier).isLessThan(later);
    }

    @Test
    void rule01_aConstantSequencerLeavesItToTheTime() {
        assertThat(of("0055AED6", NOON)).isLessThan(of("0055AED6", NOON.plusMillis(1)));
    }

    @Test
    void rule01_aNewerSequencerWinsOverALaterClock() {
        assertThat(of("0055AED7", NOON)).isGreaterThan(of("0055AED6", NOON.plusSeconds(60)));
    }

    /** S3 counts in a hexadecimal fraction: a shorter sequencer ends in zeros that are not sent. */
    @Property
    void rule01_sequencersOfAnyLengthCompareAsFractions(
            @ForAll @LongRange(min = 0) long a,
            @ForAll @LongRange(min = 0) long b,
            @ForAll @IntRange(min = 1, max = 16) int aLength,
            @ForAll @IntRange(min = 1, max = 16) int bLength,
            @ForAll boolean lower) {
        String first = digits(a, aLength, lower);
        String second = digits(b, bLength, !lower);

        assertThat(Integer.signum(of(first, NOON).compareTo(of(second, NOON))))
                .isEqualTo(fraction(first).compareTo(fraction(second)));
    }

    private static String digits(long value, int length, boolean lower) {
        String hex = "%016X".formatted(value).substring(0, length);
        return lower ? hex.toLowerCase(Locale.ROOT) : hex;
    }

    private static BigInteger fraction(String hex) {
        return new BigInteger(hex, 16).shiftLeft(4 * (32 - hex.length()));
    }

    @Property
    void rule01_theTimeBreaksTies(
            @ForAll @LongRange(min = 0, max = LATEST) long a,
            @ForAll @LongRange(min = 0, max = LATEST) long b) {
        assertThat(
                        Integer.signum(
                                of("AB", Instant.ofEpochMilli(a))
                                        .compareTo(of("AB", Instant.ofEpochMilli(b)))))
                .isEqualTo(Long.compare(a, b));
    }

    @Property
    void rule01_theEventTimeIsReadBack(@ForAll @LongRange(min = 0, max = LATEST) long millis) {
        Instant time = Instant.ofEpochMilli(millis);

        assertThat(of("AB", time).eventTime()).isEqualTo(time);
    }

    @Property
    void rule01_anotherRunIsNewerThanThisAndOlderThanAnyLaterUpload(
            @ForAll @LongRange(min = 0, max = LATEST - 1) long time) {
        Generation first = of("AB", Instant.ofEpochMilli(time));
        Generation second = first.nextRun();
        Generation third = second.nextRun();

        assertThat(first).isLessThan(second);
        assertThat(second).isLessThan(third);
        assertThat(third).isLessThan(of("AB", Instant.ofEpochMilli(time + 1)));
        assertThat(third.value()).endsWith(".0002");
        assertThat(third.eventTime()).isEqualTo(first.eventTime());
    }

    @Property
    void rule01_anUploadFoundWithoutAnEventIsOlderThanAnyEvent(
            @ForAll @LongRange(min = 0, max = LATEST) long found,
            @ForAll @LongRange(min = 0, max = LATEST) long event) {
        assertThat(Generation.found(Instant.ofEpochMilli(found)))
                .isLessThan(of("01", Instant.ofEpochMilli(event)));
    }

    @Property
    void rule01_whatReplacedAnUploadWithoutAnEventIsNewerThanItAndOlderThanTheNextEvent(
            @ForAll @LongRange(min = 0, max = LATEST - 1) long event,
            @ForAll @LongRange(min = 0, max = LATEST) long modified) {
        Generation upload = of("AB", Instant.ofEpochMilli(event)).nextRun();

        assertThat(upload.overwritten(Instant.ofEpochMilli(modified)))
                .isGreaterThan(upload)
                .isLessThan(of("AC", Instant.ofEpochMilli(event)));
    }

    @Test
    void theLastRunHasNoNext() {
        Generation last = new Generation("0".repeat(32) + ".0000000000000.9999");

        assertThatIllegalArgumentException().isThrownBy(last::nextRun);
    }

    /** The documents of all parts of an upload stand in for each other's, whichever part's key. */
    @Property
    void rule04_ofTwoNumbersTheHigherIsNewerUnderOneKeyAndAcrossKeys(
            @ForAll @LongRange(min = 0, max = LATEST) long a,
            @ForAll @LongRange(min = 0, max = LATEST) long b) {
        Generation first = Generation.numbered(a);
        Generation second = Generation.numbered(b);

        assertThat(Integer.signum(first.compareTo(second))).isEqualTo(Long.compare(a, b));
        assertThat(Integer.signum(first.compareAcrossKeys(second))).isEqualTo(Long.compare(a, b));
    }

    @Test
    void whatIsNoSequencerIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> of("", NOON));
        assertThatIllegalArgumentException().isThrownBy(() -> of("xyz", NOON));
        assertThatIllegalArgumentException().isThrownBy(() -> of("A".repeat(33), NOON));
    }

    @Test
    void aTimeThatWouldNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("AB", Instant.ofEpochMilli(LATEST + 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> of("AB", Instant.ofEpochMilli(-1)));
    }

    @Test
    void textOfAnotherFormIsNoGeneration() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Generation("1.2.3"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Generation(of("ab", NOON).value().toLowerCase(Locale.ROOT)));
    }
}
