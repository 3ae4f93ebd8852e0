package dev.sluice.ops.models.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import dev.sluice.ops.models.onnx.OnnxBuilder;
import dev.sluice.ops.models.onnx.OnnxFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class InferenceTest {
    @TempDir private Path folder;

    private Draft infer(OnnxBuilder model) throws Exception {
        return infer(model, Map.of());
    }

    private Draft infer(OnnxBuilder model, Map<String, Object> given) throws Exception {
        Path file = model.write(folder.resolve("cats-and-dogs.onnx"));
        return Inference.of(file, OnnxFile.read(file), given, List.of());
    }

    /** Ends with its scores, without softmax. */
    private static OnnxBuilder torch(long batch) {
        return planes(batch).producer("pytorch").node("Conv", "scores", "x", "w");
    }

    private static OnnxBuilder planes(long batch) {
        return new OnnxBuilder()
                .input("x", DataType.FLOAT, batch, 3, 224, 200)
                .output("scores", DataType.FLOAT, batch, 10);
    }

    private static OnnxBuilder keras() {
        return new OnnxBuilder()
                .producer("tf2onnx")
                .input("x", DataType.FLOAT, -1, 224, 200, 3)
                .output("scores", DataType.FLOAT, -1, 10);
    }

    private static Object value(Draft draft, String key) {
        return draft.of(key).map(Inferred::value).orElse("nothing");
    }

    private static Ground ground(Draft draft, String key) {
        return draft.of(key).orElseThrow().ground();
    }

    @Test
    void sizesAreReadFromTheShapeAndNamesAreOfTheFile() throws Exception {
        Draft draft = infer(torch(1));
        assertThat(draft.section("input"))
                .containsEntry("name", "x")
                .containsEntry("width", 200)
                .containsEntry("height", 224);
        assertThat(value(draft, "name")).isEqualTo("cats-and-dogs");
        assertThat(value(draft, "match"))
                .isEqualTo("{customerID}/cats-and-dogs/{imageID}.{jpg|jpeg|png|gif|bmp|webp}");
    }

    @Test
    void torchGetsImageNetsMeanAndTorchvisionsCropWhichIsSaidToBeAssumed() throws Exception {
        Draft draft = infer(torch(1));
        assertThat(value(draft, "input.mean")).isEqualTo(List.of(0.485, 0.456, 0.406));
        assertThat(ground(draft, "input.mean")).isEqualTo(Ground.ASSUMED);
        assertThat(draft.section("input"))
                .containsEntry("scale", "0-1")
                .containsEntry("resize", "shortest")
                .containsEntry("resizeTo", 256)
                .containsEntry("antialias", true)
                .containsEntry("color", "rgb");
    }

    @Test
    void aGraphThatDividesBy255WantsBytes() throws Exception {
        Draft draft =
                infer(
                        planes(1)
                                .producer("pytorch")
                                .weight("white", List.of(), 255)
                                .weight("mean", List.of(1L, 3L, 1L, 1L), .485f, .456f, .406f)
                                .node("Div", "unit", "x", "white")
                                .node("Sub", "centred", "unit", "mean")
                                .node("Conv", "scores", "centred", "w"));
        assertThat(value(draft, "input.scale")).isEqualTo("0-255");
        assertThat(value(draft, "input.mean")).isEqualTo("nothing");
        assertThat(ground(draft, "input.scale")).isEqualTo(Ground.READ);
        assertThat(value(draft, "input.color")).isEqualTo("rgb");
        assertThat(ground(draft, "input.color")).isEqualTo(Ground.READ);
    }

    @Test
    void aGraphThatTakesOffAMeanBelowOneWantsValuesUpToOne() throws Exception {
        Draft draft =
                infer(
                        planes(1)
                                .weight("mean", List.of(3L, 1L, 1L), .485f, .456f, .406f)
                                .weight("std", List.of(3L, 1L, 1L), .229f, .224f, .225f)
                                .node("Sub", "centred", "x", "mean")
                                .node("Div", "scaled", "centred", "std")
                                .node("Conv", "scores", "scaled", "w"));
        assertThat(value(draft, "input.scale")).isEqualTo("0-1");
        assertThat(value(draft, "input.mean")).isEqualTo("nothing");
    }

    @Test
    void meansThatRiseTellOfBlueFirst() throws Exception {
        Draft draft =
                infer(
                        keras().weight("mean", List.of(3L), 103.939f, 116.779f, 123.68f)
                                .node("Sub", "centred", "x", "mean")
                                .node("Transpose", "planes", "centred")
                                .node("Conv", "scores", "planes", "w"));
        assertThat(value(draft, "input.color")).isEqualTo("bgr");
        assertThat(value(draft, "input.scale")).isEqualTo("0-255");
    }

    @Test
    void kerasRescalingIsReadAndWithoutItItsFamilyDecides() throws Exception {
        Draft rescaled =
                infer(
                        keras().weight("scale", List.of(), 0.007843138f)
                                .weight("offset", List.of(), -1)
                                .node("Mul", "half", "x", "scale")
                                .node("Add", "centred", "half", "offset")
                                .node("Transpose", "planes", "centred")
                                .node("Conv", "scores", "planes", "w"));
        assertThat(value(rescaled, "input.scale")).isEqualTo("0-255");
        assertThat(value(rescaled, "input.resize")).isEqualTo("squash");

        Draft plain = infer(keras().node("Conv", "scores", "x", "w"));
        assertThat(value(plain, "input.scale")).isEqualTo("0-1");
        assertThat(value(plain, "input.mean")).isEqualTo("nothing");

        Draft mobile = infer(keras().node("Conv", "mobilenetv2/block_1_expand/Conv2D", "x", "w"));
        assertThat(value(mobile, "input.mean")).isEqualTo(List.of(0.5, 0.5, 0.5));

        Draft resnet = infer(keras().node("Conv", "resnet50/conv2_block1_1_conv/Conv2D", "x", "w"));
        assertThat(draft(resnet)).isEqualTo("bgr 0-255 [103.939, 116.779, 123.68]");
    }

    private static String draft(Draft draft) {
        return draft.text("input.color")
                + " "
                + draft.text("input.scale")
                + " "
                + draft.text("input.mean");
    }

    @Test
    void aGraphOfBytesGetsThePixelsAsTheyAre() throws Exception {
        Draft draft =
                infer(
                        new OnnxBuilder()
                                .input("x", DataType.UINT8, -1, 32, 32, 3)
                                .node("Cast", "scores", "x")
                                .output("scores", DataType.FLOAT, -1, 2));
        assertThat(draft.section("input")).doesNotContainKeys("scale", "mean", "std");
    }

    @Test
    void ultralyticsNamesItsClassesAndItsPreparation() throws Exception {
        Draft draft =
                infer(
                        torch(1).metadata("author", "Ultralytics")
                                .metadata("task", "classify")
                                .metadata("names", "{0: 'tench', 1: \"cock's comb\"}"));
        assertThat(draft.labels()).containsExactly("tench", "cock's comb");
        assertThat(draft.section("input"))
                .containsEntry("scale", "0-1")
                .containsEntry("resize", "shortest")
                .containsEntry("resizeTo", 224)
                .doesNotContainKey("mean");
        assertThat(ground(draft, "input.scale")).isEqualTo(Ground.READ);
    }

    @Test
    void onnxsOwnMetadataOfPicturesAreBelieved() throws Exception {
        Draft draft =
                infer(
                        torch(1).metadata("Image.BitmapPixelFormat", "Bgr8")
                                .metadata("Image.NominalPixelRange", "NominalRange_0_255"));
        assertThat(draft(draft)).isEqualTo("bgr 0-255 ");
        assertThat(ground(draft, "input.color")).isEqualTo(Ground.READ);
    }

    @Test
    void whatHuggingFaceWritesBesideAModelIsBelieved() throws Exception {
        Files.writeString(
                folder.resolve("preprocessor_config.json"),
                """
                {"do_center_crop": true, "crop_size": {"height": 224, "width": 200}, "resample": 3,
                 "size": {"shortest_edge": 232}, "image_mean": [0.1, 0.2, 0.3],
                 "image_std": [0.4, 0.5, 0.6]}
                """);
        Files.writeString(
                folder.resolve("config.json"), "{\"id2label\": {\"0\": \"cat\", \"1\": \"dog\"}}");
        Draft draft = infer(torch(1));
        assertThat(draft.section("input"))
                .containsEntry("mean", List.of(0.1, 0.2, 0.3))
                .containsEntry("resizeTo", 232)
                .containsEntry("interpolation", "bicubic");
        assertThat(draft.labels()).containsExactly("cat", "dog");
    }

    @Test
    void timmsConfigurationBesideAModelIsBelieved() throws Exception {
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"pretrained_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
                 "crop_pct": 0.9, "interpolation": "bicubic", "input_size": [3, 224, 224]},
                 "label_names": ["cat", "dog"]}
                """);
        Draft draft =
                infer(
                        new OnnxBuilder()
                                .producer("pytorch")
                                .input("x", DataType.FLOAT, -1, 3, 224, 224)
                                .node("Conv", "scores", "x", "w")
                                .output("scores", DataType.FLOAT, -1, 2));
        assertThat(draft.section("input"))
                .containsEntry("mean", List.of(0.5, 0.5, 0.5))
                .containsEntry("resizeTo", 248)
                .containsEntry("interpolation", "bicubic");
        assertThat(draft.labels()).containsExactly("cat", "dog");
    }

    @Test
    void whatTheUserSaysStays() throws Exception {
        Draft draft = infer(torch(1), Map.of("input.mean", List.of(0, 0, 0)));
        assertThat(value(draft, "input.mean")).isEqualTo(List.of(0, 0, 0));
        assertThat(ground(draft, "input.mean")).isEqualTo(Ground.GIVEN);
        assertThat(value(draft, "input.std")).isEqualTo("nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "Softmax, probabilities",
        "LogSoftmax, logits",
        "Sigmoid, independent",
        "Conv, nothing"
    })
    void theLastOperatorTellsWhatTheScoresAre(String operator, String scores) throws Exception {
        Draft draft =
                infer(
                        planes(1)
                                .node("Conv", "raw", "x", "w")
                                .node(operator, "applied", "raw")
                                .node("Reshape", "scores", "applied", "shape"));
        assertThat(value(draft, "options.scores")).isEqualTo(scores);
    }

    @Test
    void ofTwoOutputsTheOneBehindSoftmaxIsTaken() throws Exception {
        Draft draft =
                infer(
                        new OnnxBuilder()
                                .input("x", DataType.FLOAT, 1, 3, 32, 32)
                                .node("Conv", "raw", "x", "w")
                                .node("Softmax", "sure", "raw")
                                .output("raw", DataType.FLOAT, 1, 10)
                                .output("sure", DataType.FLOAT, 1, 10));
        assertThat(value(draft, "options.output")).isEqualTo("sure");
    }

    /** The names of two classes are known unless it says so. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,6,80    | two     | yolo",
                "-1,6,-1   | two     | yolo",
                "1,300,6   | two     | suppressed",
                "1,-1,6    | two     | suppressed",
                "1,25200,7 | two     | yolo5",
                "1,8400,6  | two     | yolo",
                "1,84,8400 | unknown | yolo",
                "1,25200,85| unknown | yolo5",
                "1,100,6   | unknown | suppressed"
            })
    void theShapeOfItsOutputTellsTheFormOfADetector(String shape, String names, String format)
            throws Exception {
        OnnxBuilder model = detector("boxes", sizes(shape));
        if (names.equals("two")) {
            model.metadata("names", "{0: 'disc', 1: 'box'}");
        }
        Draft draft = infer(model);
        assertThat(value(draft, "task")).isEqualTo("detect");
        assertThat(value(draft, "options.format")).isEqualTo(format);
        assertThat(value(draft, "options.output")).isEqualTo("boxes");
        assertThat(draft.section("input"))
                .containsEntry("resize", "letterbox")
                .containsEntry("fill", 114)
                .containsEntry("scale", "0-1");
        assertThat(draft.has("options.overlap")).isEqualTo(!format.equals("suppressed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,112,3598 | two     | neither 4 nor 5 numbers and a score for each of 2 labels",
                "1,400,4    | unknown | a form that this command does not know"
            })
    void boxesInNoKnownFormAreRefusedInASentence(String shape, String names, String told) {
        OnnxBuilder model = detector("boxes", sizes(shape));
        if (names.equals("two")) {
            model.metadata("names", "{0: 'disc', 1: 'box'}");
        }
        assertThatThrownBy(() -> infer(model))
                .isInstanceOf(NotServable.class)
                .hasMessageContaining(told)
                .hasMessageEndingWith(".");
    }

    @Test
    void segmentationIsNoDetector() {
        OnnxBuilder model =
                detector("boxes", 1, 116, 8400).output("masks", DataType.FLOAT, 1, 32, 160, 160);
        assertThatThrownBy(() -> infer(model))
                .isInstanceOf(NotServable.class)
                .hasMessageContaining("maps of the picture beside boxes");
        OnnxBuilder pose =
                detector("boxes", 1, 56, 8400)
                        .metadata("author", "Ultralytics")
                        .metadata("task", "pose");
        assertThatThrownBy(() -> infer(pose))
                .isInstanceOf(NotServable.class)
                .hasMessageContaining("\"pose\"");
    }

    private static OnnxBuilder detector(String output, long... shape) {
        return new OnnxBuilder()
                .producer("pytorch")
                .input("images", DataType.FLOAT, 1, 3, 640, 640)
                .node("Conv", output, "images", "w")
                .output(output, DataType.FLOAT, shape);
    }

    private static long[] sizes(String shape) {
        return java.util.Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "input_ids | INT64 | 1,128       | model for texts",
                "ids       | INT64 | 1,128       | no picture",
                "audio     | FLOAT | 1,16000     | model for sound",
                "X         | FLOAT | -1,64       | a row of 64 numbers",
                "x         | FLOAT | 3,224,224   | three dimensions",
                "x         | FLOAT | 1,12,64,64  | neither 1 nor 3 channels",
                "x         | FLOAT | 4,3,64,64   | exactly 4 pictures",
                "x         | INT32 | 1,3,64,64   | of a type"
            })
    void whatIsNoPictureModelIsRefusedInASentence(
            String name, DataType type, String shape, String told) {
        OnnxBuilder model =
                new OnnxBuilder()
                        .input(name, type, sizes(shape))
                        .node("Gemm", "scores", name, "w")
                        .output("scores", DataType.FLOAT, 1, 10);
        assertThatThrownBy(() -> infer(model))
                .isInstanceOf(NotServable.class)
                .hasMessageContaining(told)
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mask       | 1,21,64,64 | a map of the picture",
                "image_embeds | 1,512    | a vector that describes"
            })
    void answersThatAreNoScoresAreRefusedInASentence(String name, String shape, String told) {
        OnnxBuilder model =
                new OnnxBuilder()
                        .input("x", DataType.FLOAT, 1, 3, 64, 64)
                        .node("Conv", name, "x", "w")
                        .output(name, DataType.FLOAT, sizes(shape));
        assertThatThrownBy(() -> infer(model))
                .isInstanceOf(NotServable.class)
                .hasMessageContaining(told);
    }
}
