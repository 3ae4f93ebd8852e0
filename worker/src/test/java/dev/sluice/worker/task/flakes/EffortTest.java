package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/** The work on a map of classes grows as its pixels do, whatever it shows. */
class EffortTest {
    private enum Pattern {
        SLANTING_STRIPES,
        CROSSING_CLASSES,
        FRAMED_STRIPES,
        PATCHES,
        HOLES;

        int type(int x, int y, int side) {
            int stripe = (x + y) / 6 % 2;
            return switch (this) {
                case SLANTING_STRIPES -> stripe;
                case CROSSING_CLASSES -> 1 + (x + y) / 12 % 3;
                case FRAMED_STRIPES ->
                        Math.min(Math.min(x, y), Math.min(side - 1 - x, side - 1 - y)) < 8
                                ? 1
                                : stripe;
                case PATCHES -> x % 48 < 40 && y % 48 < 40 ? 1 : 0;
                case HOLES -> x % 12 < 6 && y % 12 < 6 ? 0 : 1;
            };
        }
    }

    private static long visited(Pattern pattern, int side) throws Effort.TooMuch {
        byte[] classes = new byte[side * side];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) pattern.type(i % side, i / side, side);
        }
        return search(classes, side, side * side).visited();
    }

    /**
     * @param most pixels that a picture may have
     */
    private static Effort search(byte[] classes, int side, long most) throws Effort.TooMuch {
        Effort effort = new Effort(most);
        try (Scalar colour = new Scalar(50, 100, 200, 0);
                Mat picture = new Mat(side, side, CV_8UC3, colour);
                Mat map = new Mat(side, side, CV_8UC1)) {
            map.data().put(classes);
            Measure measure = new Measure(picture, new Background(100, 100, 100));
            Window whole = Window.of(side, side, Window.Sizes.USUAL).getFirst();
            new FlakeFinder(List.of("one", "two", "three"), effort).search(whole, map, measure);
            return effort;
        }
    }

    @ParameterizedTest
    @EnumSource(Pattern.class)
    void fourTimesThePixelsTakeFourTimesTheWork(Pattern pattern) throws Exception {
        long small = visited(pattern, 512);
        long large = visited(pattern, 1024);

        assertThat((double) large / small).isBetween(1.0, 4.6);
        assertThat(large).isLessThan(5L * 1024 * 1024);
    }

    @Test
    void ringsWithinRingsAreRefusedBeforeTheyAreMeasured() {
        int side = 1024;
        byte[] classes = new byte[side * side];
        for (int i = 0; i < classes.length; i++) {
            int x = i % side;
            int y = i / side;
            int edge = Math.min(Math.min(x, y), Math.min(side - 1 - x, side - 1 - y));
            classes[i] = (byte) (edge / 8 % 2);
        }
        assertThatThrownBy(() -> search(classes, side, side * side))
                .isInstanceOf(Effort.TooMuch.class)
                .hasMessageContaining("more than 6 million pixels");
    }

    @Test
    void aSmallPictureMayHaveManyRibbonsBesideEachOther() throws Exception {
        int side = 512;
        byte[] classes = new byte[side * side];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (byte) ((i % side + i / side) % 46 < 40 ? 1 : 0);
        }
        assertThat(search(classes, side, 40_000_000).visited()).isPositive();
        assertThatThrownBy(() -> search(classes, side, side * side))
                .isInstanceOf(Effort.TooMuch.class); // a rectangle around each
    }

    @Test
    void moreFlakesThanAnybodyReadsAreRefused() throws Exception {
        Effort effort = new Effort(40_000_000);
        for (int i = 0; i < Effort.MOST_FLAKES; i++) {
            effort.measure(400, 4);
        }
        assertThatThrownBy(() -> effort.measure(400, 4)).hasMessageContaining("10000 flakes");
    }

    @Test
    void outlinesOfMoreCornersThanADocumentHoldsAreRefused() throws Exception {
        Effort effort = new Effort(40_000_000);
        effort.measure(400, Effort.MOST_POINTS);
        assertThatThrownBy(() -> effort.measure(400, 1)).hasMessageContaining("corners");
    }
}
