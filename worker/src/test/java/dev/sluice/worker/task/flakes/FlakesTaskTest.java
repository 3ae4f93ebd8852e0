package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Sample;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Finding;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.List;
import java.util.Map;

@Isolated("it counts the native objects of this process")
class FlakesTaskTest {
    private static final Sample ONE_LAYER =
            new Sample("flakes", "28f74d1c-31f9-4b18-b721-7563245faee1.jpg");

    private static FlakesPipeline pipeline;
    private static Mat picture;

    @BeforeAll
    static void load() throws Exception {
        pipeline = new FlakesPipeline();
        picture = FlakesPipeline.decode(ONE_LAYER.bytes());
    }

    @AfterAll
    static void close() throws Exception {
        picture.close();
        pipeline.close();
    }

    @Test
    void describesWhatItFound() throws Exception {
        Result found = pipeline.found(picture, Map.of());
        JsonNode document = FlakesPipeline.json(found);
        assertThat(document.fieldNames())
                .toIterable()
                .containsExactly("method", "detection_results");
        assertThat(document.path("method").textValue()).isEqualTo("2DMatGMM");
        JsonNode results = document.path("detection_results");
        assertThat(results.path("total_flakes").intValue()).isEqualTo(1);
        assertThat(results.at("/image_dimensions/width").intValue()).isEqualTo(1920);
        assertThat(results.at("/image_dimensions/height").intValue()).isEqualTo(1200);
        JsonNode flake = results.path("flakes").get(0);
        assertThat(flake.fieldNames())
                .toIterable()
                .containsExactly(
                        "bbox",
                        "polygon",
                        "confidence",
                        "area",
                        "area_um2",
                        "material_type",
                        "thickness",
                        "size",
                        "mean_contrast",
                        "center",
                        "min_sidelength",
                        "max_sidelength",
                        "aspect_ratio",
                        "false_positive_probability",
                        "entropy");
        assertThat(flake.path("material_type").textValue()).isEqualTo("Graphene");
        assertThat(flake.path("thickness").textValue()).isEqualTo("1");
        double area = flake.path("area").intValue();
        assertThat(flake.path("area_um2").doubleValue())
                .isCloseTo(area * 0.3844 * 0.3844, within(1e-3));
        double confidence = flake.path("confidence").doubleValue();
        assertThat(confidence).isBetween(0.5, 1.0);
        assertThat(flake.path("false_positive_probability").doubleValue())
                .isCloseTo(1 - confidence, within(2e-6));
        assertThat(found.summary())
                .isEqualTo(Map.of("total_flakes", 1, "thickness", Map.of("1", 1)));
        assertThat(found.attributes()).isEqualTo(Map.of("materialType", "Graphene"));
    }

    @Test
    void metadataOverridesTheOptions() throws Exception {
        JsonNode fifty =
                FlakesPipeline.json(pipeline.found(picture, Map.of("magnification", "50X")));
        JsonNode flake = fifty.at("/detection_results/flakes/0");
        assertThat(flake.path("area_um2").doubleValue())
                .isCloseTo(flake.path("area").intValue() * 0.1538 * 0.1538, within(1e-3));
        Result other = pipeline.found(picture, Map.of("material", "wse2"));
        assertThat(other.attributes()).isEqualTo(Map.of("materialType", "WSe2"));
        FlakesPipeline.json(other)
                .at("/detection_results/flakes")
                .forEach(it -> assertThat(it.path("material_type").textValue()).isEqualTo("WSe2"));
    }

    @Test
    void unknownMaterialIsRejectedWithTheKnownOnes() throws Exception {
        assertThat(rejected(picture, Map.of("material", "MoS2")))
                .startsWith("unknown-material: ")
                .contains("MoS2", "Graphene", "WSe2");
    }

    @Test
    void unknownMagnificationIsRejectedWithTheKnownOnes() throws Exception {
        assertThat(rejected(picture, Map.of("magnification", "10x")))
                .startsWith("unknown-magnification: ")
                .contains("10x", "2.5x, 5x, 20x, 50x, 100x");
    }

    @Test
    void aPictureWithoutUsableBrightnessIsRejected() throws Exception {
        try (Scalar white = Scalar.all(255);
                Mat blank = new Mat(50, 50, CV_8UC3, white)) {
            assertThat(rejected(blank, Map.of()))
                    .startsWith("no-background: ")
                    .contains("20 and 230");
        }
    }

    @Test
    void theLeastPictureOfAllIsDone() throws Exception {
        try (Scalar grey = Scalar.all(120);
                Mat dot = new Mat(1, 1, CV_8UC3, grey)) {
            assertThat(pipeline.found(dot, Map.of()).summary())
                    .isEqualTo(Map.of("total_flakes", 0, "thickness", Map.of()));
        }
    }

    @Test
    void unknownDefaultsAreRefusedAtStart() throws Exception {
        Materials materials = FlakesPipeline.materials();
        assertThatThrownBy(
                        () ->
                                new FlakesTask(
                                        pipeline.cpu,
                                        new FlakesTask.Options("Gold", "20x", Method.REGIONS),
                                        materials,
                                        new PictureLimits(40_000_000, 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Gold");
        assertThatThrownBy(
                        () ->
                                new FlakesTask(
                                        pipeline.cpu,
                                        new FlakesTask.Options("Graphene", "7x", Method.CLASSICAL),
                                        materials,
                                        new PictureLimits(40_000_000, 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("7x");
    }

    @Test
    void warmUpGoesThroughTheModel() throws Exception {
        Map<String, Tensor> answer =
                pipeline.model.lastCall(List.of(Distances.warmUp())).getFirst();
        assertThat(answer).containsOnlyKeys("class", "distance");
    }

    @Test
    void leavesNoNativeMemoryBehind() throws Exception {
        try (Mat dark = new Mat(80, 80, CV_8UC3, Scalar.all(0))) {
            run(dark);
            System.gc(); // what other tests left must not be counted as ours
            long before = Pointer.totalCount();
            for (int i = 0; i < 3; i++) {
                run(dark);
            }
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
        }
    }

    private static void run(Mat dark) throws Exception {
        pipeline.found(picture, Map.of());
        rejected(dark, Map.of());
    }

    private static String rejected(Mat picture, Map<String, String> metadata) throws Exception {
        return ((Finding.Refused) pipeline.finding(picture, metadata)).why().toString();
    }
}
