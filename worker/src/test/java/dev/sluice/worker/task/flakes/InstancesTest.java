package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.FILLED;
import static org.bytedeco.opencv.global.opencv_imgproc.rectangle;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Tensor;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The slot for an instance-segmentation model, by a stand-in of the same form. */
class InstancesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("sluice.home"), "worker/src/test/resources/instances");

    private static final Map<String, Port> OUTPUTS =
            Map.of(
                    "scores", new Port("float32", List.of(-1L, 4L)),
                    "classes", new Port("int64", List.of(-1L, 4L)),
                    "masks", new Port("float32", List.of(-1L, 4L, 64L, 64L)));

    /** Wider than a tile: four tiles see it, and a flake that lies across two of them. */
    @Test
    void aFlakeThatTwoTilesSeeIsOne() throws Exception {
        try (FlakesPipeline pipeline = pipeline(List.of("1", "2"));
                Mat picture = picture()) {
            JsonNode document = FlakesPipeline.json(pipeline.found(picture, Map.of()));
            assertThat(document.path("method").textValue()).isEqualTo("instance segmentation");
            JsonNode flakes = document.at("/detection_results/flakes");
            assertThat(flakes).hasSize(2);
            JsonNode across = flakes.get(0);
            assertThat(across.path("thickness").textValue()).isEqualTo("1");
            assertThat(across.path("confidence").doubleValue()).isCloseTo(0.9, within(1e-6));
            assertThat(across.at("/bbox/0").intValue()).isBetween(178, 182);
            assertThat(across.at("/bbox/2").intValue()).isBetween(319, 323);
            assertThat(across.path("area").intValue()).isCloseTo(140 * 60, within(700));
            assertThat(flakes.get(1).path("thickness").textValue()).isEqualTo("2");
            assertThat(flakes.get(1).at("/mean_contrast/1").doubleValue())
                    .isCloseTo(-0.4, within(0.02));
        }
    }

    @Test
    void withoutClassesContrastTellsTheLayers() throws Exception {
        try (FlakesPipeline pipeline = pipeline(List.of());
                Mat picture = picture()) {
            JsonNode flakes =
                    FlakesPipeline.json(pipeline.found(picture, Map.of()))
                            .at("/detection_results/flakes");
            assertThat(flakes).hasSize(2);
            assertThat(flakes).allMatch(it -> it.has("thickness_probability"));
        }
    }

    @Test
    void theFormIsReadFromTheGraphAndItsAnswer() {
        Problems problems = new Problems();
        InstanceForm form =
                InstanceForm.read(
                                section(Map.of("classes", List.of("1", "2")), problems),
                                Map.of("picture", new Port("uint8", List.of(-1L, 256L, 256L, 3L))),
                                OUTPUTS)
                        .orElseThrow();
        problems.throwIfAny();
        assertThat(form).isEqualTo(new InstanceForm(256, List.of("1", "2"), 0.5));
        assertThat(form.warmUp().input().get("picture"))
                .satisfies(it -> assertThat(it.shape()).containsExactly(256L, 256L, 3L));
        Map<String, Tensor> other =
                Map.of(
                        "scores", Tensor.floats(new float[4], 4),
                        "classes", Tensor.floats(new float[4], 4),
                        "masks", Tensor.floats(new float[4 * 100], 4, 10, 10));
        assertThat(form.mistake(other))
                .hasValueSatisfying(it -> assertThat(it).contains("int64 [Q]", "256 divided by m"));
    }

    @Test
    void aGraphOfAnotherFormIsRefused() {
        Problems problems = new Problems();
        Port free = new Port("uint8", List.of(-1L, -1L, -1L, 3L));
        assertThat(InstanceForm.read(section(Map.of(), problems), Map.of("picture", free), OUTPUTS))
                .isEmpty();
        Port fixed = new Port("uint8", List.of(1L, 256L, 256L, 3L));
        assertThat(
                        InstanceForm.read(
                                section(Map.of(), problems),
                                Map.of("picture", fixed),
                                Map.of("boxes", new Port("float32", List.of(1L, 4L)))))
                .isEmpty();
        assertThatThrownBy(problems::throwIfAny)
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("one input \"picture\"")
                .hasMessageContaining("\"boxes\"");
    }

    private static Section section(Map<String, Object> values, Problems problems) {
        return new Section(values, key -> "options." + key, problems);
    }

    private static FlakesPipeline pipeline(List<String> classes) throws Exception {
        InstanceForm form = new InstanceForm(256, classes, 0.5);
        return new FlakesPipeline(
                Files.readAllBytes(FOLDER.resolve("model.onnx")),
                new FlakesTask.Options("Graphene", "20x", Method.INSTANCES, Optional.of(form)),
                FlakesPipeline.materials());
    }

    private static Mat picture() {
        Mat picture = new Mat(300, 420, CV_8UC3, Scalar.all(100));
        rectangle(picture, new Point(180, 20), new Point(319, 79), Scalar.all(80), FILLED, 8, 0);
        rectangle(picture, new Point(40, 200), new Point(119, 259), Scalar.all(60), FILLED, 8, 0);
        return picture;
    }
}
