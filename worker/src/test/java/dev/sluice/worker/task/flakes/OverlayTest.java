package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import dev.sluice.worker.output.Artifact;
import dev.sluice.worker.task.picture.Box;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

import java.util.List;

class OverlayTest {
    private static final List<String> LAYERS = List.of("1", "2");
    private static final int GREY = 128;

    private static byte[] bytes(List<Artifact> drawn, int index) {
        return ((Artifact.Body.Bytes) drawn.get(index).body()).bytes();
    }

    @Test
    void drawsBoxesContoursAndLabelsOnACopy() {
        try (Mat picture = grey(600, 400)) {
            List<Artifact> drawn =
                    new Overlay(LAYERS)
                            .draw(picture, List.of(flake("1", 100, 100), flake("2", 380, 200)));
            try (Mat annotated = FlakesPipeline.decode(bytes(drawn, 0))) {
                assertThat(annotated.cols()).isEqualTo(600);
                assertThat(annotated.rows()).isEqualTo(400);
                assertThat(blue(annotated, 150, 98)).as("box of class 1: yellow").isLessThan(70);
                assertThat(blue(annotated, 430, 198)).as("box of class 2: cyan").isGreaterThan(190);
                assertThat(blue(annotated, 101, 125)).as("contour").isLessThan(90);
                assertThat(blue(annotated, 150, 125)).as("inside").isBetween(118, 138);
                assertThat(blue(annotated, 104, 94)).as("label above").isLessThan(70);
                assertThat(blue(annotated, 50, 300)).as("elsewhere").isBetween(118, 138);
            }
            assertThat(blue(picture, 150, 98)).isEqualTo(GREY);
        }
    }

    @Test
    void thumbnailIs256AlongTheLongerSide() {
        try (Mat picture = grey(1000, 400);
                Mat thumbnail =
                        FlakesPipeline.decode(
                                bytes(new Overlay(LAYERS).draw(picture, List.of()), 1))) {
            assertThat(thumbnail.cols()).isEqualTo(256);
            assertThat(thumbnail.rows()).isEqualTo(102);
        }
    }

    @Test
    void aPictureLongerThanAJpegCanBeIsMadeToFit() {
        try (Mat picture = grey(70_000, 20);
                Mat annotated =
                        FlakesPipeline.decode(
                                bytes(new Overlay(LAYERS).draw(picture, List.of()), 0))) {
            assertThat(annotated.cols()).isEqualTo(65_500);
        }
    }

    @Test
    void aTinyPictureHoldsWhatFits() {
        try (Mat picture = grey(12, 9)) {
            List<Artifact> drawn = new Overlay(LAYERS).draw(picture, List.of(flake("1", 2, 2)));
            assertThat(bytes(drawn, 0)).isNotEmpty();
            assertThat(bytes(drawn, 1)).isNotEmpty();
        }
    }

    private static Flake flake(String thickness, int left, int top) {
        return new Flake(
                thickness,
                0.95,
                new Flake.Shape(
                        new Box(left, top, left + 100, top + 50),
                        List.of(
                                new Flake.Pixel(left, top + 25),
                                new Flake.Pixel(left + 50, top),
                                new Flake.Pixel(left + 99, top + 25),
                                new Flake.Pixel(left + 50, top + 49)),
                        new Flake.Rectangle(left + 50, top + 25, 50, 100)),
                new Flake.Surface(2500, 2500, List.of(0.0, 0.0, 0.0), 0));
    }

    private static Mat grey(int width, int height) {
        try (Scalar grey = Scalar.all(GREY)) {
            return new Mat(height, width, CV_8UC3, grey);
        }
    }

    private static int blue(Mat picture, int x, int y) {
        return picture.ptr(y, x).get() & 0xff;
    }
}
