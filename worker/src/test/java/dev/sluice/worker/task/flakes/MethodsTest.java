package dev.sluice.worker.task.flakes;

import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.HEIGHT;
import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.WIDTH;
import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.overlap;
import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Micrograph;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Both methods on generated pictures of rising difficulty, by seeds on which nothing was tuned.
 * {@code -Dflakes.report=true} prints the table of README.md.
 */
class MethodsTest {
    private static final List<Long> HELD_BACK = List.of(901L, 902L, 903L, 904L);

    /** What a camera, a lens or a wafer does to a picture. */
    enum Difficulty {
        PLAIN,
        /** Dark corners: 45 % in the farthest. */
        UNEVEN_LIGHT,
        /** All contrasts 0.7 times. */
        WEAK_CONTRAST,
        /** All contrasts 1.3 times. */
        STRONG_CONTRAST,
        /** Gaussian, 2 px. */
        OUT_OF_FOCUS,
        /** JPEG of quality 50. */
        JPEG_BLOCKS,
        /** Two of five flakes have 5 and 7 layers. */
        THICKER;

        Micrograph micrograph(long seed) {
            return this == THICKER
                    ? Micrograph.generate(seed, WIDTH, HEIGHT, 1, 5, 2, 7, 3)
                    : Micrograph.generate(seed, WIDTH, HEIGHT, 1, 2, 3, 4, 2);
        }

        void spoil(Mat picture) {
            switch (this) {
                case UNEVEN_LIGHT -> darken(picture);
                case WEAK_CONTRAST -> stretch(picture, 0.7);
                case STRONG_CONTRAST -> stretch(picture, 1.3);
                case OUT_OF_FOCUS -> GaussianBlur(picture, picture, new Size(0, 0), 2);
                case JPEG_BLOCKS -> compress(picture);
                case PLAIN, THICKER -> {}
            }
        }
    }

    private static void darken(Mat picture) {
        ByteBuffer bytes = picture.createBuffer();
        for (int i = 0; i < bytes.capacity(); i++) {
            int x = i / 3 % WIDTH;
            int y = i / 3 / WIDTH;
            double away = Math.hypot(x - WIDTH / 3.0, y - HEIGHT / 3.0) / WIDTH;
            bytes.put(i, (byte) ((bytes.get(i) & 0xff) * (1 - 0.7 * away * away)));
        }
    }

    private static void stretch(Mat picture, double factor) {
        float[] levels = Background.of(picture).orElseThrow().toFloats();
        ByteBuffer bytes = picture.createBuffer();
        for (int i = 0; i < bytes.capacity(); i++) {
            double level = levels[i % 3];
            double value = level + factor * ((bytes.get(i) & 0xff) - level);
            bytes.put(i, (byte) Math.clamp(Math.round(value), 0, 255));
        }
    }

    private static void compress(Mat picture) {
        BytePointer jpeg = new BytePointer();
        imencode(".jpg", picture, jpeg, new IntPointer(IMWRITE_JPEG_QUALITY, 50));
        imdecode(new Mat(jpeg, false), IMREAD_COLOR).copyTo(picture);
    }

    /** Flakes there, found, found where one is, and of these as thick as it is. */
    private static final class Score {
        private int there;
        private int found;
        private int matched;
        private int right;

        void add(Micrograph micrograph, JsonNode document) {
            there += micrograph.flakes().size();
            for (JsonNode flake : document.at("/detection_results/flakes")) {
                found++;
                BitSet pixels = pixels(flake);
                for (Micrograph.Flake truth : micrograph.flakes()) {
                    if (overlap(pixels, truth.pixels()) > 0.5) {
                        matched++;
                        String layers =
                                truth.layers() > 4
                                        ? LayerClass.THICKER
                                        : Integer.toString(truth.layers());
                        right += flake.path("thickness").textValue().equals(layers) ? 1 : 0;
                    }
                }
            }
        }

        double f1() {
            return 2.0 * matched / (there + found);
        }

        @Override
        public String toString() {
            return "F1 %.2f, %.2f false a picture, layers right %d of %d"
                    .formatted(f1(), (double) (found - matched) / HELD_BACK.size(), right, matched);
        }
    }

    private static Score score(Method method, Difficulty difficulty) throws Exception {
        Score score = new Score();
        try (FlakesPipeline pipeline = new FlakesPipeline(method)) {
            for (long seed : HELD_BACK) {
                try (PointerScope _ = new PointerScope()) {
                    Micrograph micrograph = difficulty.micrograph(seed);
                    Mat picture = FlakesPipeline.decode(micrograph.png());
                    difficulty.spoil(picture);
                    score.add(micrograph, FlakesPipeline.json(pipeline.found(picture, Map.of())));
                }
            }
        }
        return score;
    }

    @ParameterizedTest
    @EnumSource
    void regionsAreNoWorseThanTheClassicalMethodAndGoodEnough(Difficulty difficulty)
            throws Exception {
        Score classical = score(Method.CLASSICAL, difficulty);
        Score regions = score(Method.REGIONS, difficulty);
        if (Boolean.getBoolean("flakes.report")) {
            System.out.printf("| %s | %s | %s |%n", difficulty, classical, regions);
        }
        assertThat(regions.f1()).as("%s, %s", classical, regions).isGreaterThanOrEqualTo(0.9);
        assertThat(regions.f1()).isGreaterThanOrEqualTo(classical.f1());
        assertThat(regions.found - regions.matched).isLessThanOrEqualTo(HELD_BACK.size());
        assertThat(regions.right).isGreaterThanOrEqualTo((int) (0.85 * regions.matched));
    }
}
