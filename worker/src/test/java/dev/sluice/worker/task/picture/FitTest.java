package dev.sluice.worker.task.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.assertj.core.api.Assertions;

import java.util.List;
import java.util.Map;

/** Where a picture lies in what a network sees. */
class FitTest {
    private static final Region SQUARE = new Region(0, 0, 224, 224);
    private static final Region WIDE = new Region(0, 0, 640, 384);

    @Example
    void squashTakesTheWholePicture() {
        assertThat(new Fit.Squash().place(SQUARE, 451, 300))
                .isEqualTo(new Placement(new Region(0, 0, 451, 300), SQUARE));
    }

    @Example
    void cropTakesTheLargestMiddleOfTheFramesShape() {
        assertThat(new Fit.Crop().place(SQUARE, 451, 300))
                .isEqualTo(new Placement(new Region(75, 0, 300, 300), SQUARE));
        assertThat(new Fit.Crop().place(WIDE, 451, 300))
                .isEqualTo(new Placement(new Region(0, 15, 451, 270), WIDE));
        assertThat(new Fit.Crop().place(WIDE, 1, 3000).from()).isEqualTo(new Region(0, 1499, 1, 1));
    }

    @Example
    void letterboxKeepsTheWholePictureInTheMiddle() {
        assertThat(new Fit.Letterbox(114).place(WIDE, 451, 300))
                .isEqualTo(new Placement(new Region(0, 0, 451, 300), new Region(31, 0, 577, 384)));
        assertThat(new Fit.Letterbox(114).place(WIDE, 1, 3000).to())
                .isEqualTo(new Region(319, 0, 1, 384));
    }

    @Example
    void shortestCutsTheMiddleOutOfAScaledPicture() {
        assertThat(new Fit.Shortest(256).place(SQUARE, 451, 300))
                .isEqualTo(
                        new Placement(new Region(0, 0, 451, 300), new Region(-80, -16, 384, 256)));
        // of a half the even: 224 + 2·16.5 and 224 + 2·15.5
        assertThat(new Fit.Shortest(257).place(SQUARE, 300, 300).to().x()).isEqualTo(-16);
        assertThat(new Fit.Shortest(255).place(SQUARE, 300, 300).to().x()).isEqualTo(-16);
    }

    @Property(tries = 200)
    void aPointOfThePictureIsFoundAgain(
            @ForAll @IntRange(min = 1, max = 5000) int width,
            @ForAll @IntRange(min = 1, max = 5000) int height) {
        for (Fit fit :
                List.of(
                        new Fit.Squash(),
                        new Fit.Crop(),
                        new Fit.Letterbox(0),
                        new Fit.Shortest(640))) {
            Placement place = fit.place(WIDE, width, height);
            Region from = place.from();
            Region to = place.to();
            assertThat(place.pictureX(to.x())).isCloseTo(from.x(), within(1e-9));
            assertThat(place.pictureY(to.y())).isCloseTo(from.y(), within(1e-9));
            assertThat(place.pictureX(to.x() + to.width()))
                    .isCloseTo(from.x() + from.width(), within(1e-6));
            assertThat(place.pictureY(to.y() + to.height()))
                    .isCloseTo(from.y() + from.height(), within(1e-6));
            assertThat(from.within(new Region(0, 0, width, height))).isEqualTo(from);
            assertThat(to.within(WIDE).width()).isPositive();
            assertThat(to.within(WIDE).height()).isPositive();
        }
    }

    @Example
    void whatHasNoEffectIsRefused() {
        assertThat(problems(Map.of("fill", 114))).singleElement().asString().startsWith("fill:");
        assertThat(problems(Map.of("resize", "crop", "resizeTo", 256)))
                .singleElement()
                .asString()
                .isEqualTo("resizeTo: has no effect without resize: shortest");
    }

    @Example
    void moreCannotBeCutOutThanThereIs() {
        assertThat(problems(Map.of("resize", "shortest", "resizeTo", 200)))
                .singleElement()
                .asString()
                .startsWith("resizeTo: 200 must be at least 224, the longer of width and height");
    }

    private static List<String> problems(Map<String, Object> options) {
        Problems problems = new Problems();
        Section section = new Section(options, key -> key, problems);
        Resize.read(section);
        section.done();
        return Assertions.catchThrowableOfType(InvalidConfiguration.class, problems::throwIfAny)
                .problems();
    }
}
