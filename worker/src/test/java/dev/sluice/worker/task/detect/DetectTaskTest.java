package dev.sluice.worker.task.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.sluice.ops.local.samples.OddPictures;
import dev.sluice.ops.local.samples.Sample;
import dev.sluice.ops.local.samples.Samples;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.output.Artifact;
import dev.sluice.worker.output.Result;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class DetectTaskTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXPORTERS = Path.of("../ops/cli/src/test/resources/exporters");
    private static final Path NANODET = DetectPipeline.SHIPPED.resolve("model.onnx");

    @TempDir Path folder;

    private static byte[] photo(String name) {
        return Samples.photos().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .map(Sample::bytes)
                .orElseThrow();
    }

    private static List<String> cocoLabels() throws Exception {
        return Files.readAllLines(DetectPipeline.SHIPPED.resolve("labels.txt"));
    }

    private static JsonNode results(Result result) {
        return JSON.valueToTree(result.document()).get("detection_results");
    }

    private static void assertBox(
            JsonNode actual, JsonNode expected, int[] size, double tolerance) {
        for (int i = 0; i < 4; i++) {
            double clipped = Math.clamp(expected.get(i).asDouble(), 0, size[i % 2]);
            assertThat(actual.get(i).asDouble()).isCloseTo(clipped, within(tolerance));
        }
    }

    @Test
    void theShippedModelFindsWhatItsReferenceFinds() throws Exception {
        Path repository =
                DetectPipeline.repository(
                        folder, NANODET, cocoLabels(), "threshold: 0.5", "threshold: 0.35");
        JsonNode expected;
        try (InputStream in = getClass().getResourceAsStream("/detect/nanodet-expected.json")) {
            expected = JSON.readTree(in);
        }
        try (DetectPipeline pipeline = new DetectPipeline(repository)) {
            for (JsonNode wanted : expected.get("cases")) {
                JsonNode found = results(pipeline.result(photo(wanted.get("photo").asText())));
                int[] size = {
                    found.at("/image_dimensions/width").asInt(),
                    found.at("/image_dimensions/height").asInt()
                };
                JsonNode detections = wanted.get("detections");
                assertThat(found.get("total_detections").asInt()).isEqualTo(detections.size());
                for (int i = 0; i < detections.size(); i++) {
                    JsonNode actual = found.get("detections").get(i);
                    assertThat(actual.get("class").asText())
                            .isEqualTo(detections.get(i).get("label").asText());
                    assertThat(actual.get("confidence").asDouble())
                            .isCloseTo(detections.get(i).get("score").asDouble(), within(0.01));
                    assertBox(actual.get("bbox"), detections.get(i).get("box"), size, 2);
                }
            }
        }
    }

    /**
     * Graphs of one picture, in a pipeline with batches of 8. Scaled by OpenCV, as for them: its
     * rounding moves a score by up to 0.0017.
     */
    @ParameterizedTest
    @CsvSource({"ultralytics-detect, 'yolo, overlap: 0.7'", "ultralytics-detect-nms, suppressed"})
    void ultralyticsModelsFindWhatUltralyticsFinds(String name, String format) throws Exception {
        Path exported = EXPORTERS.resolve(name);
        JsonNode expected = JSON.readTree(exported.resolve("expected.json").toFile());
        Path repository =
                DetectPipeline.repository(
                        folder,
                        exported.resolve("model.onnx"),
                        List.of("disc", "box"),
                        "format: nanodet, labels: labels.txt, threshold: 0.5, overlap: 0.6",
                        "threshold: 0.25, format: " + format,
                        "name: image, width: 416, height: 416",
                        "name: images, width: 64, height: 64, fill: 114");
        try (DetectPipeline pipeline = new DetectPipeline(repository)) {
            for (Map.Entry<String, JsonNode> picture : expected.get("pictures").properties()) {
                byte[] file = Files.readAllBytes(exported.resolve(picture.getKey()));
                JsonNode found = results(pipeline.result(file));
                JsonNode detections = picture.getValue().get("detections");
                assertThat(found.get("total_detections").asInt()).isEqualTo(detections.size());
                for (int i = 0; i < detections.size(); i++) {
                    JsonNode actual = found.get("detections").get(i);
                    assertThat(actual.get("class")).isEqualTo(detections.get(i).get("label"));
                    assertThat(actual.get("confidence").asDouble())
                            .isCloseTo(detections.get(i).get("score").asDouble(), within(1e-3));
                    assertBox(
                            actual.get("bbox"),
                            detections.get(i).get("box"),
                            new int[] {9999, 9999},
                            0.1);
                }
            }
        }
    }

    @Test
    void theAnnotatedPictureHasTheBoxAndTheThumbnailIsSmall() throws Exception {
        Path repository = DetectPipeline.repository(folder, NANODET, cocoLabels());
        try (DetectPipeline pipeline = new DetectPipeline(repository)) {
            byte[] file = photo("astronaut.png");
            Result result = pipeline.result(file);
            assertThat(result.headline()).isEqualTo("person");
            assertThat(result.summary())
                    .isEqualTo(Map.of("total_detections", 1, "classes", Map.of("person", 1)));
            assertThat(result.artifacts())
                    .extracting(Artifact::name)
                    .containsExactly("result.jpg", "thumbnail.jpg");
            try (Mat before = PictureDecoder.decode(file);
                    Mat drawn = PictureDecoder.decode(bytes(result, 0));
                    Mat thumbnail = PictureDecoder.decode(bytes(result, 1))) {
                assertThat(drawn.cols()).isEqualTo(512);
                assertThat(thumbnail.cols()).isEqualTo(256);
                int edge = (int) results(result).at("/detections/0/bbox/2").asDouble();
                assertThat(blue(drawn, edge + 2, 300)).isLessThan(90); // yellow
                assertThat(Math.abs(blue(drawn, 450, 60) - blue(before, 450, 60))).isLessThan(25);
            }
            assertThat(pipeline.result(OddPictures.PLAIN_JPEG.bytes()).headline()).isNotEmpty();
            assertThat(pipeline.result(photo("rocket.jpg")).headline()).isEqualTo("nothing found");
        }
    }

    @Test
    void nobodysPictureIsNotDrawn() throws Exception {
        Path repository =
                DetectPipeline.repository(
                        folder,
                        NANODET,
                        cocoLabels(),
                        "artifacts: [result.jpg, thumbnail.jpg], ",
                        "");
        try (DetectPipeline pipeline = new DetectPipeline(repository)) {
            assertThat(pipeline.result(photo("astronaut.png")).artifacts()).isEmpty();
        }
    }

    private static byte[] bytes(Result result, int index) {
        return ((Artifact.Body.Bytes) result.artifacts().get(index).body()).bytes();
    }

    private static int blue(Mat picture, int x, int y) {
        return picture.ptr(y).get(3L * x) & 0xFF;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: nanodet|format: yolo|options.output: must be one of the graph's outputs",
                "format: nanodet|format: yolo, output: scores|options.format: does not suit the"
                        + " graph: \"scores\" is [3549, 80] a picture; [84, boxes] is needed",
                "format: nanodet|format: nanodet, boxesOutput: box|options.boxesOutput: must be one"
                        + " of",
                "format: nanodet|format: nanodet, boxesOutput: distribution|options.format: does"
                    + " not suit the graph: \"distribution\" is [3549, 44] a picture; [boxes, 4] is"
                    + " needed",
                "threshold: 0.5|threshold: 50|options.threshold: \"50\" must be a number from 0 to"
                        + " 1",
                "resize: letterbox|resize: letterbox, shrink: true|input.shrink: must be false",
                "labels: labels.txt|labels: none.txt|options.labels: cannot be read",
                "format: nanodet|format: nanodet, colour: red|options.colour"
            })
    void whatDoesNotSuitTheGraphIsSaidAtStart(String before, String after, String problem)
            throws Exception {
        Path repository = DetectPipeline.repository(folder, NANODET, cocoLabels(), before, after);
        assertThatThrownBy(() -> new DetectPipeline(repository).close())
                .hasMessageContaining(problem);
    }

    @Test
    void aGraphOfExactlyFourPicturesIsSaidOnce() throws Exception {
        Path repository =
                DetectPipeline.repository(
                        folder,
                        Path.of("src/test/resources/graphs/four-at-a-time.onnx"),
                        List.of("disc", "box"),
                        "format: nanodet",
                        "format: yolo",
                        "name: image, width: 416, height: 416",
                        "name: x, width: 4, height: 4");
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(() -> new DetectPipeline(repository).close())
                .satisfies(
                        e ->
                                assertThat(e.problems())
                                        .singleElement()
                                        .asString()
                                        .contains("takes exactly 4 pictures at a time"));
    }

    @Test
    void ruleSeventeenTheNetworksTensorCountsHoweverSmallThePicture() throws Exception {
        Path repository =
                DetectPipeline.repository(
                        folder,
                        EXPORTERS.resolve("ultralytics-detect/model.onnx"),
                        List.of("disc", "box"),
                        "format: nanodet",
                        "format: yolo",
                        "name: image, width: 416, height: 416",
                        "name: images, width: 64, height: 64");
        try (DetectPipeline pipeline = new DetectPipeline(repository)) {
            long tensor = 64 * 64 * 3 * Float.BYTES;
            assertThat(pipeline.memory(photo("astronaut.png"))).isEqualTo(512 * 512 * 12 + tensor);
        }
    }
}
