package dev.sluice.worker.task.flakes;

import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.HEIGHT;
import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.WIDTH;
import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.overlap;
import static dev.sluice.worker.task.flakes.GeneratedPicturesTest.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.local.samples.Micrograph;
import dev.sluice.ops.local.samples.Sample;
import dev.sluice.worker.task.Finding;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Even regions first, then thickness. */
class RegionsTest {
    private static FlakesPipeline pipeline;

    @BeforeAll
    static void load() throws Exception {
        pipeline = new FlakesPipeline(Method.REGIONS);
    }

    @AfterAll
    static void close() throws Exception {
        pipeline.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyFlakeIsFoundWhereItIsAndAsThickAsItIs(long seed) throws Exception {
        Micrograph micrograph = Micrograph.generate(seed, WIDTH, HEIGHT, 1, 2, 3, 4, 2);
        List<JsonNode> found = flakes(pipeline.document(micrograph.png()));
        for (Micrograph.Flake truth : micrograph.flakes()) {
            assertThat(found)
                    .as("%d layers", truth.layers())
                    .anySatisfy(flake -> is(flake, truth, Integer.toString(truth.layers())));
        }
        assertThat(found).hasSameSizeAs(micrograph.flakes());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void bareSubstrateHasNoFlakes(long seed) throws Exception {
        assertThat(flakes(pipeline.document(Micrograph.generate(seed, WIDTH, HEIGHT).png())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void aFlakeThickerThanAnyClassIsFoundAndCalledThicker(long seed) throws Exception {
        Micrograph micrograph = Micrograph.generate(seed, WIDTH, HEIGHT, 6, 2, 1, 3);
        Micrograph.Flake thick = micrograph.flakes().getFirst();
        assertThat(flakes(pipeline.document(micrograph.png())))
                .anySatisfy(flake -> is(flake, thick, "thicker"));
    }

    @Test
    void unevenLightChangesNothing() throws Exception {
        Micrograph micrograph = Micrograph.generate(3, WIDTH, HEIGHT, 1, 2, 3, 4, 2);
        try (Mat picture = FlakesPipeline.decode(micrograph.png())) {
            ByteBuffer bytes = picture.createBuffer();
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    double away = Math.hypot(x - 300.0, y - 200.0) / WIDTH;
                    for (int i = 3 * (y * WIDTH + x); i < 3 * (y * WIDTH + x) + 3; i++) {
                        bytes.put(i, (byte) ((bytes.get(i) & 0xff) * (1 - 0.4 * away * away)));
                    }
                }
            }
            List<JsonNode> found = flakes(FlakesPipeline.json(pipeline.found(picture, Map.of())));
            for (Micrograph.Flake truth : micrograph.flakes()) {
                assertThat(found)
                        .anySatisfy(flake -> is(flake, truth, Integer.toString(truth.layers())));
            }
        }
    }

    /** The stage under it has a light of its own, here one that fades towards a corner. */
    @Test
    void beyondTheWafersEdgeAreNoFlakes() throws Exception {
        byte[] bare = Micrograph.generateClean(13, WIDTH, HEIGHT).png();
        try (Mat picture = FlakesPipeline.decode(bare)) {
            ByteBuffer bytes = picture.createBuffer();
            for (int y = HEIGHT - 50; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    double along = (x - 200 + 2 * (y - HEIGHT + 50)) / 60.0;
                    double light = 0.48 + 0.16 * Math.clamp(along, 0, 1);
                    for (int i = 3 * (y * WIDTH + x); i < 3 * (y * WIDTH + x) + 3; i++) {
                        bytes.put(i, (byte) ((bytes.get(i) & 0xff) * light));
                    }
                }
            }
            assertThat(flakes(FlakesPipeline.json(pipeline.found(picture, Map.of())))).isEmpty();
        }
    }

    /** Contrasts of another microscope. */
    @ParameterizedTest
    @ValueSource(doubles = {0.7, 1.3})
    void anotherScaleOfContrastIsLearnt(double scale) throws Exception {
        Micrograph micrograph = Micrograph.generateClean(5, WIDTH, HEIGHT, 1, 2, 3, 1, 2);
        try (Mat picture = FlakesPipeline.decode(micrograph.png())) {
            Background background = Background.of(picture).orElseThrow();
            float[] levels = background.toFloats();
            ByteBuffer bytes = picture.createBuffer();
            for (int i = 0; i < bytes.capacity(); i++) {
                double level = levels[i % 3];
                double value = level + scale * ((bytes.get(i) & 0xff) - level);
                bytes.put(i, (byte) Math.clamp(Math.round(value), 0, 255));
            }
            List<JsonNode> found = flakes(FlakesPipeline.json(pipeline.found(picture, Map.of())));
            for (Micrograph.Flake truth : micrograph.flakes()) {
                assertThat(found)
                        .anySatisfy(flake -> is(flake, truth, Integer.toString(truth.layers())));
            }
        }
    }

    /** What a person sees in the real pictures, flakes of one to four layers in it. */
    @ParameterizedTest
    @CsvSource({
        "28f74d1c-31f9-4b18-b721-7563245faee1, 1, 1277, 815",
        "3b19cc78-5f5b-4b0b-8c0f-5907bf3ea93c, 2, 692, 311",
        "3b8bb1d5-7806-4c7d-b461-d52b47bf1f32, 3, 1218, 310",
        "3b9418a4-0a26-4f44-bb5d-9a13aa88f13a, 3, 1805, 740",
    })
    void theLargestFlakeOfARealPictureIsFound(String name, String layers, int left, int top)
            throws Exception {
        JsonNode document = pipeline.document(new Sample("flakes", name + ".jpg").bytes());
        assertThat(flakes(document))
                .anySatisfy(
                        flake -> {
                            assertThat(flake.path("thickness").textValue()).isEqualTo(layers);
                            assertThat(flake.at("/bbox/0").intValue())
                                    .isBetween(left - 5, left + 5);
                            assertThat(flake.at("/bbox/1").intValue()).isBetween(top - 5, top + 5);
                        });
    }

    @Test
    void theDocumentNamesTheMethodAndWhatItLearnt() throws Exception {
        JsonNode document = pipeline.document(Micrograph.generate(1, WIDTH, HEIGHT, 1, 2).png());
        assertThat(document.path("method").textValue()).isEqualTo("regions");
        JsonNode results = document.path("detection_results");
        assertThat(results.path("contrast_scale")).hasSize(3);
        assertThat(results.path("opaque_pieces").isInt()).isTrue();
        assertThat(results.at("/flakes/0/thickness_probability").doubleValue()).isBetween(0.5, 1.0);
    }

    @Test
    void aMaterialWithoutConstantsIsFoundButNotClassified() throws Exception {
        Micrograph micrograph = Micrograph.generate(2, WIDTH, HEIGHT, 1, 2);
        try (Mat picture = FlakesPipeline.decode(micrograph.png())) {
            Map<String, String> metadata = Map.of("material", "mos2");
            List<JsonNode> found = flakes(FlakesPipeline.json(pipeline.found(picture, metadata)));
            for (Micrograph.Flake truth : micrograph.flakes()) {
                assertThat(found).anySatisfy(flake -> is(flake, truth, "unclassified"));
            }
            assertThat(found).allMatch(it -> it.path("material_type").textValue().equals("MoS2"));
        }
    }

    @Test
    void anUnknownMaterialIsRefusedWithTheKnownOnes() throws Exception {
        try (Mat grey = new Mat(60, 60, CV_8UC3, Scalar.all(100))) {
            Finding finding = pipeline.finding(grey, Map.of("material", "Gold"));
            assertThat(((Finding.Refused) finding).why().toString())
                    .startsWith("unknown-material: ")
                    .contains("Gold", "Graphene", "WSe2", "hBN", "unknown");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 500", "500, 3", "40, 40"})
    void aPictureOfAnySizeIsDone(int width, int height) throws Exception {
        try (Mat grey = new Mat(height, width, CV_8UC3, Scalar.all(100))) {
            assertThat(pipeline.found(grey, Map.of()).summary())
                    .isEqualTo(Map.of("total_flakes", 0, "thickness", Map.of()));
        }
    }

    private static void is(JsonNode flake, Micrograph.Flake truth, String thickness) {
        assertThat(overlap(pixels(flake), truth.pixels())).isGreaterThanOrEqualTo(0.8);
        assertThat(flake.path("thickness").textValue()).isEqualTo(thickness);
    }

    private static List<JsonNode> flakes(JsonNode document) {
        List<JsonNode> flakes = new ArrayList<>();
        document.at("/detection_results/flakes").forEach(flakes::add);
        return flakes;
    }
}
