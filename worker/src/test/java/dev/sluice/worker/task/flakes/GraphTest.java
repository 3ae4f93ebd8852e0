package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgproc.medianBlur;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The graph in {@code model.onnx} against double precision. */
class GraphTest {
    private static final int ROWS = 40;

    static List<Sample> pictures() {
        return Samples.micrographs();
    }

    @Test
    void allFourPicturesAreThere() {
        assertThat(pictures()).hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyPixelHasTheClassAndDistanceOfTheReference(Sample sample) throws Exception {
        try (OrtModel model = new OrtModel(FlakesPipeline.graph());
                Mat picture = FlakesPipeline.decode(sample.bytes());
                Mat smooth = new Mat()) {
            medianBlur(picture, smooth, 5);
            float[] background = Background.of(smooth).orElseThrow().toFloats();
            byte[] pixels = new byte[3 * (int) smooth.total()];
            smooth.data().get(pixels);
            for (String material : FlakesPipeline.materials().names()) {
                Reference reference = new Reference(material);
                Comparison comparison = new Comparison(reference, background);
                int index = FlakesPipeline.materials().find(material).orElseThrow().index();
                List<Map<String, Tensor>> tiles = tiles(pixels, smooth.cols(), background, index);
                List<Map<String, Tensor>> answers = model.lastCall(tiles);
                for (int i = 0; i < tiles.size(); i++) {
                    comparison.add(tiles.get(i), answers.get(i));
                }
                assertThat(comparison.pixels).isEqualTo(1920 * 1200);
                assertThat(comparison.otherClass).as(material).isZero();
                assertThat(comparison.worst).as(material).isLessThan(1e-3);
                assertThat(comparison.classified).as(material).isLessThan(comparison.pixels);
                if (material.equals("Graphene")) {
                    assertThat(comparison.classified).isPositive();
                }
            }
        }
    }

    @Test
    void itemsOfABatchDoNotTouchEachOther() throws Exception {
        byte[] dark = new byte[3 * 64];
        byte[] bright = new byte[3 * 64];
        for (int i = 0; i < dark.length; i++) {
            dark[i] = (byte) (20 + i);
            bright[i] = (byte) (250 - i);
        }
        List<Map<String, Tensor>> items =
                List.of(
                        item(dark, 8, new float[] {90, 120, 130}, 0),
                        item(bright, 8, new float[] {200, 100, 55.5f}, 1),
                        item(dark, 8, new float[] {200, 180, 160}, 1));
        try (OrtModel model = new OrtModel(FlakesPipeline.graph())) {
            List<Map<String, Tensor>> together = model.call(items);
            for (int i = 0; i < items.size(); i++) {
                Map<String, Tensor> alone = model.call(List.of(items.get(i))).getFirst();
                assertThat(together.get(i).get("class").data())
                        .isEqualTo(alone.get("class").data());
                assertThat(together.get(i).get("distance").data())
                        .isEqualTo(alone.get("distance").data());
            }
        }
    }

    @Test
    void noPixelGetsAClassThatItsMaterialDoesNotHave() throws Exception {
        byte[] everything = new byte[3 * 64 * 64 * 64];
        for (int i = 0, at = 0; i < 64 * 64 * 64; i++) {
            everything[at++] = (byte) (4 * (i & 63));
            everything[at++] = (byte) (4 * (i >> 6 & 63));
            everything[at++] = (byte) (4 * (i >> 12));
        }
        float[] background = {200, 200, 200};
        Reference wse2 = new Reference("WSe2");
        Comparison comparison = new Comparison(wse2, background);
        try (OrtModel model = new OrtModel(FlakesPipeline.graph())) {
            Map<String, Tensor> item = item(everything, 64, background, 1);
            Map<String, Tensor> answer = model.lastCall(List.of(item)).getFirst();
            comparison.add(item, answer);
            byte[] classes = new byte[64 * 64 * 64];
            answer.get("class").data().get(classes);
            assertThat(classes).containsOnly(0, 1, 2, 3).contains(1, 2, 3);
        }
        assertThat(comparison.otherClass).isZero();
    }

    private static List<Map<String, Tensor>> tiles(
            byte[] pixels, int width, float[] background, int material) {
        List<Map<String, Tensor>> tiles = new ArrayList<>();
        int step = 3 * ROWS * width;
        for (int from = 0; from < pixels.length; from += step) {
            byte[] tile = Arrays.copyOfRange(pixels, from, from + step);
            tiles.add(item(tile, width, background, material));
        }
        return tiles;
    }

    private static Map<String, Tensor> item(
            byte[] pixels, int width, float[] background, int material) {
        Tensor picture =
                Tensor.of(
                        Tensor.Type.UINT8,
                        ByteBuffer.wrap(pixels),
                        pixels.length / 3 / width,
                        width,
                        3);
        return Map.of(
                "picture", picture,
                "background", Tensor.floats(background, 3),
                "material", Tensor.scalar(material));
    }

    /** Counts where graph and reference differ. */
    private static final class Comparison {
        final Reference reference;
        final float[] background;
        int pixels;
        int classified;
        int otherClass;
        double worst;

        Comparison(Reference reference, float[] background) {
            this.reference = reference;
            this.background = background;
        }

        void add(Map<String, Tensor> item, Map<String, Tensor> answer) {
            ByteBuffer bgr = item.get("picture").data();
            ByteBuffer types = answer.get("class").data();
            float[] distances = answer.get("distance").toFloats();
            for (float distance : distances) {
                int blue = bgr.get() & 0xff;
                int green = bgr.get() & 0xff;
                int red = bgr.get() & 0xff;
                Reference.Answer right = reference.classify(blue, green, red, background);
                pixels++;
                classified += right.type() == 0 ? 0 : 1;
                otherClass += types.get() == right.type() ? 0 : 1;
                if (right.distance() < 20) {
                    worst = Math.max(worst, Math.abs(distance - right.distance()));
                }
            }
        }
    }
}
