package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.sluice.worker.task.picture.Box;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Components and measures on class maps drawn by hand. */
class FlakeFinderTest {
    private static final int SIDE = 200;

    private final byte[] classes = new byte[SIDE * SIDE];

    @Test
    void aRectangleIsMeasured() {
        fill(2, 50, 60, 90, 80);
        Flake flake = only(find());
        assertThat(flake.thickness()).isEqualTo("two");
        // The disk takes the four corners' three pixels each.
        assertThat(flake.surface().size()).isEqualTo(40 * 20 - 12);
        assertThat(flake.surface().area()).isEqualTo(40 * 20 - 12);
        assertThat(flake.box()).isEqualTo(new Box(50, 60, 90, 80));
        assertThat(flake.shape().around().centerX()).isCloseTo(69.5, within(1e-3));
        assertThat(flake.shape().around().centerY()).isCloseTo(69.5, within(1e-3));
        assertThat(flake.shape().around().longSide()).isCloseTo(39, within(1e-3));
        assertThat(flake.shape().around().shortSide()).isCloseTo(19, within(1e-3));
        assertThat(flake.shape().around().aspectRatio()).isCloseTo(39 / 19.0, within(1e-3));
        assertThat(flake.surface().meanContrast().get(0)).isCloseTo(-0.5, within(1e-9));
        assertThat(flake.surface().meanContrast().get(1)).isCloseTo(0, within(1e-9));
        assertThat(flake.surface().meanContrast().get(2)).isCloseTo(1, within(1e-9));
        assertThat(flake.surface().entropy()).isCloseTo(0, within(1e-12));
        assertThat(flake.outline())
                .allMatch(it -> it.x() >= 50 && it.x() < 90 && it.y() >= 60 && it.y() < 80);
    }

    @Test
    void holesAreFilledAfterTheSizeIsJudged() {
        fill(1, 20, 20, 60, 60);
        fill(0, 30, 30, 50, 50);
        Flake flake = only(find());
        assertThat(flake.surface().size()).isLessThan(40 * 40 - 20 * 20);
        assertThat(flake.surface().area()).isEqualTo(40 * 40 - 12);
    }

    @Test
    void fewerThanThreeHundredPixelsAreDroppedBeforeFilling() {
        fill(1, 20, 20, 41, 41);
        fill(0, 25, 25, 36, 36); // 441 filled, 320 − 12 and the hole's corners left
        assertThat(find()).hasSize(1);
        fill(0, 24, 24, 37, 37); // 441 filled, 272 left
        assertThat(find()).isEmpty();
    }

    @Test
    void theLeastSizeIsThreeHundred() {
        fill(1, 20, 20, 46, 32); // 312 − 12
        assertThat(only(find()).surface().size()).isEqualTo(300);
        classes[20 * SIDE + 33] = 0; // one pixel of the edge less, and opening takes more
        assertThat(find()).isEmpty();
    }

    @Test
    void aCornerDoesNotConnect() {
        // Unions of disks, which opening leaves alone; (49, 47) and (50, 48) touch, nothing else.
        disks(1, 20, 27, 47, 47);
        disks(1, 52, 48, 80, 68);
        assertThat(find())
                .extracting(Flake::box)
                .containsExactly(new Box(18, 25, 50, 50), new Box(50, 46, 83, 71));
    }

    @Test
    void anEdgeConnects() {
        disks(1, 20, 27, 47, 47);
        disks(1, 52, 47, 80, 68); // (49, 47) and (50, 47)
        assertThat(only(find()).box()).isEqualTo(new Box(18, 25, 83, 71));
    }

    @Test
    void aFlakeInTheHoleOfAnotherIsAFlake() {
        fill(1, 10, 10, 150, 150);
        fill(0, 30, 30, 130, 130);
        fill(1, 60, 60, 100, 100);
        List<Flake> found = find();
        assertThat(found)
                .extracting(Flake::box)
                .containsExactly(new Box(10, 10, 150, 150), new Box(60, 60, 100, 100));
    }

    @Test
    void classesDoNotMix() {
        fill(1, 10, 10, 50, 50);
        fill(3, 50, 10, 90, 50);
        assertThat(find()).extracting(Flake::thickness).containsExactly("one", "three");
    }

    @Test
    void flakesAtThePicturesEdgeReachIt() {
        fill(1, 0, 0, SIDE, SIDE);
        assertThat(only(find()).surface().size()).isEqualTo(SIDE * SIDE);
        assertThat(only(find()).box()).isEqualTo(new Box(0, 0, SIDE, SIDE));
    }

    @Test
    void scratchesAreNoFlakes() {
        fill(1, 100, 10, 130, 40); // 900 pixels
        fill(1, 10, 100, 190, 105); // 900 pixels too, but a = 13.8
        assertThat(only(find()).box()).isEqualTo(new Box(100, 10, 130, 40));
    }

    /** The union of all disks with centres in a rectangle. */
    private void disks(int type, int left, int top, int right, int bottom) {
        for (int dy = -Disk.RADIUS; dy <= Disk.RADIUS; dy++) {
            int reach = Disk.reach(dy);
            fill(type, left - reach, top + dy, right + reach + 1, bottom + dy + 1);
        }
    }

    private void fill(int type, int left, int top, int right, int bottom) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                classes[y * SIDE + x] = (byte) type;
            }
        }
    }

    private List<Flake> find() {
        try (Scalar colour = new Scalar(50, 100, 200, 0);
                Mat picture = new Mat(SIDE, SIDE, CV_8UC3, colour);
                Mat map = new Mat(SIDE, SIDE, CV_8UC1)) {
            map.data().put(classes);
            Measure measure = new Measure(picture, new Background(100, 100, 100));
            FlakeFinder finder =
                    new FlakeFinder(List.of("one", "two", "three"), new Effort(SIDE * SIDE));
            finder.search(Window.of(SIDE, SIDE, Window.Sizes.USUAL).getFirst(), map, measure);
            return finder.found();
        } catch (Effort.TooMuch e) {
            throw new AssertionError(e);
        }
    }

    private static Flake only(List<Flake> flakes) {
        assertThat(flakes).hasSize(1);
        return flakes.getFirst();
    }
}
