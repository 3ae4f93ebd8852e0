package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MagnificationTest {
    @ParameterizedTest
    @ValueSource(strings = {"20", "20x", "20X", "20×", " 20 x ", "20.0", "20.00x", "020"})
    void isReadByValueHoweverItIsWritten(String text) {
        assertThat(Magnification.parse(text)).contains(Magnification.X20);
    }

    @ParameterizedTest
    @CsvSource({"2.5, 3.0754", "5x, 1.5377", "20X, 0.3844", "50×, 0.1538", "100x, 0.0769"})
    void tellsTheSizeOfAPixel(String text, double micrometres) {
        Magnification magnification = Magnification.parse(text).orElseThrow();
        assertThat(magnification.micrometres()).isEqualTo(micrometres);
        assertThat(magnification.squareMicrometres(300))
                .isCloseTo(300 * micrometres * micrometres, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "10x", "200x", "20xx", "x20", "-20", "2,5x", "twenty"})
    void anythingElseIsUnknown(String text) {
        assertThat(Magnification.parse(text)).isEmpty();
    }
}
