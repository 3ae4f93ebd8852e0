package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.task.picture.Box;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which window tells of which component. */
class WindowTest {
    private static final Window.Sizes SIZES = new Window.Sizes(400, 50, 200);

    @Test
    void aPictureThatFitsIsOneWindow() {
        assertThat(Window.Sizes.USUAL.most()).isGreaterThan(6_000 * 4_000);
        assertThat(Window.of(6_000, 4_000, Window.Sizes.USUAL))
                .singleElement()
                .satisfies(it -> assertThat(it.area()).isEqualTo(new Box(0, 0, 6_000, 4_000)));
    }

    @Test
    void noWindowIsLargerThanTheLargest() {
        for (Window window : Window.of(10_000, 10_000, Window.Sizes.USUAL)) {
            Box most = window.wider().area();
            assertThat((long) (most.right() - most.left()) * (most.bottom() - most.top()))
                    .isLessThanOrEqualTo(Window.Sizes.USUAL.most());
        }
    }

    /** As a search would: what is cut is seen only in part. */
    @ParameterizedTest
    @CsvSource({"2000, 1300, 1", "5000, 410, 2", "1234, 2345, 3", "801, 801, 4"})
    void whatIsNotTooLargeIsTakenOnce(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Window> windows = Window.of(width, height, SIZES);
        assertThat(windows).hasSizeGreaterThan(1);
        for (int i = 0; i < 20_000; i++) {
            Box box = box(random, width, height, 2 * SIZES.far() - 50);
            List<Window> takers = takers(windows, box);
            assertThat(takers).as("%s by %s", box, takers).hasSize(1);
            assertThat(contains(takers.getFirst().area(), box)).isTrue();
        }
    }

    @Test
    void whatIsLongerThanAWindowIsTakenByNone() {
        List<Window> windows = Window.of(3_000, 2_000, SIZES);
        assertThat(takers(windows, new Box(100, 100, 1_100, 200))).isEmpty();
        assertThat(takers(windows, new Box(0, 0, 3_000, 40))).isEmpty();
    }

    private static Box box(SplittableRandom random, int width, int height, int longest) {
        int wide = random.nextInt(1, Math.min(width, longest));
        int high = random.nextInt(1, Math.min(height, longest));
        int left = random.nextInt(width - wide + 1);
        int top = random.nextInt(height - high + 1);
        return new Box(left, top, left + wide, top + high);
    }

    private static List<Window> takers(List<Window> windows, Box box) {
        List<Window> takers = new ArrayList<>();
        for (Window window : windows) {
            if (sees(window, box)) {
                Box seen = seen(window, box);
                assertThat(window.concerns(seen) || !window.takes(seen)).isTrue();
                if (window.takes(seen)) {
                    takers.add(window);
                }
                if (window.leaves(seen) && window.wider().takes(seen(window.wider(), box))) {
                    takers.add(window.wider());
                }
            }
        }
        return takers;
    }

    private static boolean sees(Window window, Box box) {
        Box seen = seen(window, box);
        return seen.left() < seen.right() && seen.top() < seen.bottom();
    }

    private static Box seen(Window window, Box box) {
        Box area = window.area();
        return new Box(
                Math.max(area.left(), box.left()),
                Math.max(area.top(), box.top()),
                Math.min(area.right(), box.right()),
                Math.min(area.bottom(), box.bottom()));
    }

    private static boolean contains(Box outer, Box inner) {
        return outer.left() <= inner.left()
                && outer.top() <= inner.top()
                && outer.right() >= inner.right()
                && outer.bottom() >= inner.bottom();
    }
}
