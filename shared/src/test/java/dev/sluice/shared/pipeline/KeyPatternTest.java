package dev.sluice.shared.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class KeyPatternTest {
    private static final KeyPattern UPLOADS =
            new KeyPattern("{customerID}/uploaded/{imageID}_original.{jpg|jpeg|png}");

    @Test
    void aKeyOfTheShapeGivesItsVariables() {
        assertThat(UPLOADS.match("acme/uploaded/scan 1+1 ü🙂_original.jpg"))
                .contains(
                        Map.of(
                                "customerID", "acme",
                                "imageID", "scan 1+1 ü🙂",
                                "extension", "jpg"));
    }

    @Test
    void whatKeysBeginWithIsKnownAsFarAsTheirVariablesAre() {
        assertThat(UPLOADS.start(Map.of("customerID", "acme"))).isEqualTo("acme/uploaded/");
        assertThat(UPLOADS.start(Map.of("imageID", "scan"))).isEmpty();
        assertThat(new KeyPattern("faces/{customerID}.jpg").start(Map.of())).isEqualTo("faces/");
        assertThat(new KeyPattern("faces/{customerID}.jpg").start(Map.of("customerID", "acme")))
                .isEqualTo("faces/acme.jpg");
    }

    @Test
    void theExtensionMatchesInAnyCaseAndIsKeptAsItIs() {
        assertThat(UPLOADS.match("acme/uploaded/scan_original.JpEg").orElseThrow())
                .containsEntry("extension", "JpEg");
        assertThat(UPLOADS.match("acme/uploaded/scan_ORIGINAL.jpg")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/uploaded/scan_thumbnail.jpg",
                "acme/uploaded/scan_original.gif",
                "acme/uploaded/_original.jpg",
                "acme/uploaded/scan_original_jpg",
                "acme/uploaded/folder/scan_original.jpg",
                "acme/saved-result/scan_result.jpg",
                "/uploaded/scan_original.jpg",
                "acme/uploaded/scan_original.jpg/",
                ""
            })
    void aKeyOfAnotherShapeDoesNotMatch(String key) {
        assertThat(UPLOADS.match(key)).isEmpty();
    }

    @Test
    void charactersThatMeanSomethingToARegexAreLiteral() {
        KeyPattern pattern = new KeyPattern("a.b*(c)\\E$^/{id}[0]");

        assertThat(pattern.match("a.b*(c)\\E$^/x[0]")).contains(Map.of("id", "x"));
        assertThat(pattern.match("aXb*(c)\\E$^/x[0]")).isEmpty();
        assertThat(pattern.render(Map.of("id", "$1\\"))).isEqualTo("a.b*(c)\\E$^/$1\\[0]");
    }

    @Test
    void renderingIgnoresOtherValuesAndNeedsItsOwn() {
        KeyPattern row = new KeyPattern("moderate#{imageID}");

        assertThat(row.render(Map.of("imageID", "x", "customerID", "acme")))
                .isEqualTo("moderate#x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> row.render(Map.of("customerID", "acme")))
                .withMessageContaining("{imageID}");
    }

    @Test
    void moreTextCanFollow() {
        assertThat(
                        new KeyPattern("{c}/r/{i}")
                                .plus("_result.json")
                                .render(Map.of("c", "a", "i", "b")))
                .isEqualTo("a/r/b_result.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "a//b ! empty path segment",
                "/{id} ! empty path segment",
                "{a}{b} ! one variable to a path segment",
                "{a}-{b} ! one variable to a path segment",
                "{a}/{a} ! each once",
                "{a b} ! not a variable name",
                "{} ! not a variable name",
                "{1a} ! not a variable name",
                "{jpg|png}/{id} ! alternatives only at its end",
                "{id}.{jpg|png}x ! alternatives only at its end",
                "{extension}.{jpg|png} ! choose another name",
                "{id ! unmatched brace",
                "id} ! unmatched brace",
                "a}{id} ! unmatched brace",
                "{{id} ! unmatched brace"
            })
    void aMalformedPatternIsRefusedWithAReason(String source, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyPattern(source))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "{c}/uploaded/{i}_original.{jpg|png}, {c}/moderate/{i}.{jpg|png}, false",
        "{c}/uploaded/{i}_original.{jpg|png}, {c}/uploaded/{i}_thumbnail.jpg, false",
        "{c}/uploaded/{i}_original.{jpg|png}, {c}/uploaded/{i}.{jpg|gif}, true",
        "{c}/uploaded/{i}.{jpg|png}, {c}/uploaded/{i}.{gif|bmp}, false",
        "{c}/uploaded/{i}.{jpg|png}, {c}/uploaded/{i}.JPG, true",
        "{c}/uploaded/a.JPG, {c}/uploaded/{i}.{jpg|png}, true",
        "{c}/uploaded/{i}X.{jpg|png}, {c}/uploaded/{i}x.{jpg|png}, false",
        "a.{jpg|png}, A.{jpg|png}, false",
        "a.{jpg|png}, a.PNG, true",
        "{c}/{i}, {c}/x/{i}, false",
        "{c}/{i}, x/{i}, true",
        "a{i}b, {i}ab, true",
        "ab{i}, a{i}, true",
        "aa, a{i}a, false",
        "aba, a{i}a, true",
        "aa{i}, a{ab|b}, true",
        "AA{i}, a{ab|b}, false",
        "{imageID}, moderate#{imageID}, true"
    })
    void twoPatternsOverlapIfSomeKeyMatchesBoth(String a, String b, boolean overlap) {
        assertThat(new KeyPattern(a).overlaps(new KeyPattern(b))).isEqualTo(overlap);
        assertThat(new KeyPattern(b).overlaps(new KeyPattern(a))).isEqualTo(overlap);
    }
}
