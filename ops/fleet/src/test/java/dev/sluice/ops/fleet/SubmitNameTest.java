package dev.sluice.ops.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.function.Predicate;
import java.util.regex.Pattern;

class SubmitNameTest {
    private static final Predicate<String> RULE =
            Pattern.compile("[a-zA-Z0-9_-]{10,100}").asMatchPredicate();

    @Test
    void aNameThatFitsIsKept() {
        assertThat(SubmitName.of("scan-0000001.JPG"))
                .isEqualTo(new SubmitName("scan-0000001", "jpg"));
        assertThat(SubmitName.of("scan-0000001.jpg").imageID(RULE)).isEqualTo("scan-0000001");
    }

    /** The digits are those of {@code printf 'cat' | sha256sum} and so on. */
    @ParameterizedTest
    @CsvSource({
        "cat.jpg, cat-77af778b",
        "my scan (1).jpg, my-scan-1-bd2ade4d",
        "café.png, cafe-850f7dc4",
        "😀.png, picture-f0443a34",
        "a/b.png, a-b-c14cddc0",
    })
    void othersAreCleanedAndGetEightDigitsOfTheirHash(String file, String imageID) {
        assertThat(SubmitName.of(file).imageID(RULE)).isEqualTo(imageID);
    }

    @Test
    void namesThatLookTheSameWhenCleanedStayApart() {
        assertThat(SubmitName.of("a b.png").imageID(RULE))
                .isNotEqualTo(SubmitName.of("a+b.png").imageID(RULE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".jpg", "   .jpg", "%2F.jpg", "-.jpg", "name"})
    void everyNameGetsAGoodID(String file) {
        assertThat(SubmitName.of(file).imageID(RULE)).matches(RULE);
    }

    @Test
    void longNamesAreCutAndStayApart() {
        SubmitName a = SubmitName.of("x".repeat(300) + "a.png");
        SubmitName b = SubmitName.of("x".repeat(300) + "b.png");
        assertThat(a.imageID(RULE)).matches(RULE).isNotEqualTo(b.imageID(RULE));
    }
}
