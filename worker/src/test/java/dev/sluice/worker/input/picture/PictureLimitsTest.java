package dev.sluice.worker.input.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a job is admitted with. */
class PictureLimitsTest {
    private static final PictureLimits WHOLE = new PictureLimits(100_000_000, 30);

    @Test
    void rule17_aPictureWorkedUponWholeTakesItsBytesForEachPixel() {
        assertThat(WHOLE.memory(2_304_000)).isEqualTo(69_120_000);
        assertThat(WHOLE.memory(100_000_000)).isEqualTo(3_000_000_000L);
    }

    @Test
    void rule17_beyondThePartThatIsWorkedUponAPixelIsHeldAndDrawnAlone() {
        PictureLimits inParts = WHOLE.inParts(26_214_400);

        assertThat(inParts.memory(2_304_000)).isEqualTo(69_120_000);
        assertThat(inParts.memory(26_214_400)).isEqualTo(786_432_000);
        assertThat(inParts.memory(100_000_000)).isEqualTo(786_432_000 + 8 * 73_785_600L);
    }

    @Test
    void rule17_neverMoreThanWhole() {
        assertThat(new PictureLimits(100_000_000, 5).inParts(10).memory(1_000)).isEqualTo(5_000);
    }
}
