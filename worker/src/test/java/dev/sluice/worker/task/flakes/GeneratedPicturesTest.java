package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgproc.fillPoly;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Micrograph;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Physically generated pictures, of which the truth is known. */
class GeneratedPicturesTest {
    static final int WIDTH = 960;
    static final int HEIGHT = 600;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyFlakeIsFoundWhereItIsAndAsThickAsItIs(long seed) throws Exception {
        Micrograph micrograph = Micrograph.generate(seed, WIDTH, HEIGHT, 1, 2, 3, 4, 2);
        List<JsonNode> found = flakes(micrograph);
        for (Micrograph.Flake truth : micrograph.flakes()) {
            assertThat(found)
                    .as("%d layers", truth.layers())
                    .anySatisfy(
                            flake -> {
                                assertThat(overlap(pixels(flake), truth.pixels()))
                                        .isGreaterThanOrEqualTo(0.8);
                                assertThat(flake.path("thickness").textValue())
                                        .isEqualTo(Integer.toString(truth.layers()));
                            });
        }
        assertThat(found).hasSameSizeAs(micrograph.flakes());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void bareSubstrateHasNoFlakes(long seed) throws Exception {
        assertThat(flakes(Micrograph.generate(seed, WIDTH, HEIGHT))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void aFlakeThickerThanAnyClassIsNotTakenForAThinOne(long seed) throws Exception {
        Micrograph micrograph = Micrograph.generate(seed, WIDTH, HEIGHT, 9);
        assertThat(flakes(micrograph))
                .noneMatch(
                        it -> overlap(pixels(it), micrograph.flakes().getFirst().pixels()) > 0.1);
    }

    private static List<JsonNode> flakes(Micrograph micrograph) throws Exception {
        try (FlakesPipeline pipeline = new FlakesPipeline()) {
            JsonNode document = pipeline.document(micrograph.png());
            List<JsonNode> flakes = new ArrayList<>();
            document.at("/detection_results/flakes").forEach(flakes::add);
            return flakes;
        }
    }

    static BitSet pixels(JsonNode flake) {
        JsonNode polygon = flake.path("polygon");
        int[] corners = new int[2 * polygon.size()];
        for (int i = 0; i < polygon.size(); i++) {
            corners[2 * i] = polygon.get(i).get(0).intValue();
            corners[2 * i + 1] = polygon.get(i).get(1).intValue();
        }
        try (PointerScope _ = new PointerScope()) {
            Mat points = new Mat(polygon.size(), 1, CV_32SC2);
            new IntPointer(points.data()).put(corners);
            Mat mask = Mat.zeros(HEIGHT, WIDTH, CV_8UC1).asMat();
            fillPoly(mask, new MatVector(points), new Scalar(1));
            byte[] inside = new byte[WIDTH * HEIGHT];
            mask.data().get(inside);
            BitSet pixels = new BitSet();
            for (int i = 0; i < inside.length; i++) {
                pixels.set(i, inside[i] != 0);
            }
            return pixels;
        }
    }

    /** Intersection over union. */
    static double overlap(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        BitSet either = (BitSet) a.clone();
        either.or(b);
        return (double) both.cardinality() / either.cardinality();
    }
}
