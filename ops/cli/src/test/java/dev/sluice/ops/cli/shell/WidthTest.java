package dev.sluice.ops.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthTest {
    @ParameterizedTest
    @CsvSource({
        "cat.jpg, 7",
        "é→…½, 4",
        "e\u0301, 1", // an accent of its own
        "😀.jpg, 6",
        "🧪🧫, 4",
        "日本語, 6",
        "かなカナ, 8",
        "ｶﾅ, 2", // half width
        "ＡＢ￥, 6", // full width
        "한국, 4",
        "©, 1" // an emoji only where asked for
    })
    void countsColumns(String text, int columns) {
        assertThat(Width.of(text)).isEqualTo(columns);
    }

    @Test
    void cutsBetweenCharactersAndNeverBeyondTheColumns() {
        assertThat(Width.shorten("日本語日本語.jpg", 10)).isEqualTo("日本….jpg");
        assertThat(Width.shorten("0123456789.jpg", 9)).isEqualTo("0123….jpg");
        assertThat(Width.shorten("😀😀😀😀", 4)).isEqualTo("😀…");
        assertThat(Width.shorten("日本", 4)).isEqualTo("日本");
    }

    @Test
    void marksStayWithTheirCharacter() {
        assertThat(Width.shorten("e\u0301e\u0301e\u0301e\u0301", 3)).isEqualTo("e\u0301…e\u0301");
    }
}
