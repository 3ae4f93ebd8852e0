package dev.sluice.ops.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import dev.sluice.ops.models.NewPipeline.Made;
import dev.sluice.ops.models.NewPipeline.Request;
import dev.sluice.ops.models.infer.Ground;
import dev.sluice.ops.models.infer.Inferred;
import dev.sluice.ops.models.infer.NotServable;
import dev.sluice.ops.models.onnx.OnnxBuilder;
import dev.sluice.ops.models.trial.Samples;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.Pipelines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class NewPipelineTest {
    @TempDir private Path folder;

    private Request request(String exported, Map<String, Object> given) {
        return new Request(
                Exported.of(exported).model(),
                folder.resolve("pipelines"),
                given,
                Optional.empty(),
                Samples.none());
    }

    @Test
    void theFolderHoldsAllThatAWorkerNeedsAndSaysWhatIsAssumed() throws Exception {
        Made made = NewPipeline.of(request("torch", Map.of("name", "marks")));

        assertThat(made.folder()).isEqualTo(folder.resolve("pipelines/marks"));
        assertThat(made.folder())
                .isDirectoryContaining("glob:**/model.onnx")
                .isDirectoryContaining("glob:**/model.onnx.data");
        assertThat(made.folder().resolve("labels.txt")).hasContent("stripes\ndots\nchecks\nrings");
        assertThat(made.folder().resolve("pipeline.yaml"))
                .content()
                .contains("# Assumed: torchvision's and timm's models")
                .contains("mean: [0.485, 0.456, 0.406]")
                .contains(
                        "model: {file: model.onnx, version: \"1\", batch: {max: 8, maxDelay:"
                                + " 5ms}}");
        assertThat(made.folder().resolve("README.md"))
                .content()
                .contains("| `input.mean` | `[0.485, 0.456, 0.406]` | **assumed:**");
        assertThat(Pipelines.read(folder.resolve("pipelines"), List.of()).named("marks"))
                .isPresent();
        try (var left = Files.list(folder.resolve("pipelines"))) {
            assertThat(left).containsExactly(made.folder());
        }
    }

    @Test
    void theShippedDetectorIsWorkedOutAsItsPipelineHasIt() throws Exception {
        Path shipped = Path.of(System.getProperty("sluice.home"), "worker/pipelines/detect");
        Made made =
                NewPipeline.of(
                        new Request(
                                shipped.resolve("model.onnx"),
                                folder.resolve("pipelines"),
                                Map.of("name", "things"),
                                Optional.of(shipped.resolve("labels.txt")),
                                Samples.none()));
        assertThat(made.folder().resolve("pipeline.yaml"))
                .content()
                .contains("task: detect", "match: \"{customerID}/things/", "row: \"things#")
                .contains("artifacts: [result.jpg, thumbnail.jpg]")
                .contains("width: 416", "resize: letterbox", "format: nanodet", "threshold: 0.5")
                .contains("scores: probabilities", "corners: corners")
                .doesNotContain("fill:", "fractions:");
        assertThat(made.draft().labels()).hasSize(80).startsWith("person");
    }

    @Test
    void labelsOfAnotherDetectorAreNamed() throws Exception {
        Path three = Files.writeString(folder.resolve("three.txt"), "a\nb\nc\n");
        Request request =
                new Request(
                        Exported.of("ultralytics-detect").model(),
                        folder.resolve("pipelines"),
                        Map.of(),
                        Optional.of(three),
                        Samples.none());
        assertThatThrownBy(() -> NewPipeline.of(request))
                .isInstanceOf(NotServable.class)
                .hasMessageContaining("each of 3 labels")
                .hasMessageContaining("--labels");
        assertThat(folder.resolve("pipelines")).doesNotExist();
    }

    @Test
    void twoPipelinesStandSideBySideAndAThirdOfTheSameNameDoesNot() throws Exception {
        NewPipeline.of(request("keras", Map.of("name", "one")));
        NewPipeline.of(request("keras", Map.of("name", "two")));
        assertThatThrownBy(() -> NewPipeline.of(request("keras", Map.of("name", "two"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is there already");
        assertThatThrownBy(
                        () ->
                                NewPipeline.of(
                                        request(
                                                "keras",
                                                Map.of(
                                                        "name",
                                                        "three",
                                                        "match",
                                                        "{customerID}/one/{imageID}.jpg"))))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("a key could match both");
        assertThat(folder.resolve("pipelines/three")).doesNotExist();
    }

    @Test
    void samplesInFoldersNamedAfterClassesDecideWhatWasAssumed() throws Exception {
        Exported exported = Exported.of("torch-old");
        Path dots = Files.createDirectories(folder.resolve("samples/Dots"));
        Path checks = Files.createDirectories(folder.resolve("samples/checks"));
        Files.copy(exported.folder().resolve("wide.png"), dots.resolve("wide.png"));
        Files.copy(exported.folder().resolve("tall.png"), checks.resolve("tall.png"));

        Made made =
                NewPipeline.of(
                        new Request(
                                exported.model(),
                                folder.resolve("pipelines"),
                                Map.of("input.resize", "squash", "input.antialias", true),
                                Optional.empty(),
                                Samples.in(folder.resolve("samples"))));

        Inferred scale = made.draft().of("input.scale").orElseThrow();
        assertThat(scale.ground()).isEqualTo(Ground.TRIED);
        assertThat(scale.why()).contains("2 of 2 samples");
        assertThat(made.answers())
                .allSatisfy(
                        answer ->
                                assertThat(answer.sample().label().orElseThrow())
                                        .isEqualToIgnoringCase(answer.label()));
    }

    @Test
    void foldersOfSamplesNameClassesThatNothingElseNames() throws Exception {
        Exported exported = Exported.of("keras");
        Path alone = Files.createDirectories(folder.resolve("alone"));
        Files.copy(exported.model(), alone.resolve("model.onnx"));
        for (String name : List.of("b", "a", "d", "c")) {
            Path place = Files.createDirectories(folder.resolve("samples").resolve(name));
            Files.copy(exported.folder().resolve("wide.png"), place.resolve("wide.png"));
        }
        Made made =
                NewPipeline.of(
                        new Request(
                                alone.resolve("model.onnx"),
                                folder.resolve("pipelines"),
                                Map.of(),
                                Optional.empty(),
                                Samples.in(folder.resolve("samples"))));
        assertThat(made.draft().labels()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void withoutNamesClassesAreNumbered() throws Exception {
        Path alone = Files.copy(Exported.of("keras").model(), folder.resolve("alone.onnx"));
        Made made =
                NewPipeline.of(
                        new Request(
                                alone,
                                folder.resolve("pipelines"),
                                Map.of(),
                                Optional.empty(),
                                Samples.none()));
        assertThat(made.draft().labels())
                .containsExactly("class_0", "class_1", "class_2", "class_3");
        assertThat(made.draft().of("options.labels").orElseThrow().ground())
                .isEqualTo(Ground.ASSUMED);
    }

    @Test
    void labelsThatDoNotSuitAreNamedAndLeaveNothing() throws Exception {
        Path labels = Files.writeString(folder.resolve("three.txt"), "a\nb\nc\n");
        Request request =
                new Request(
                        Exported.of("keras").model(),
                        folder.resolve("pipelines"),
                        Map.of(),
                        Optional.of(labels),
                        Samples.none());
        assertThatThrownBy(() -> NewPipeline.of(request))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("4 values")
                .hasMessageContaining("3 lines");
        assertThat(folder.resolve("pipelines")).isEmptyDirectory();
    }

    @Test
    void aMissingFileOfWeightsIsNamed() throws Exception {
        Path alone = Files.copy(Exported.of("torch").model(), folder.resolve("net.onnx"));
        Request request =
                new Request(
                        alone,
                        folder.resolve("pipelines"),
                        Map.of(),
                        Optional.empty(),
                        Samples.none());
        assertThatThrownBy(() -> NewPipeline.of(request))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.onnx.data, which is not beside it");
    }

    @Test
    void anUnknownKeyIsNamedWithItsNearest() {
        assertThatThrownBy(() -> NewPipeline.of(request("keras", Map.of("input.colour", "bgr"))))
                .satisfies(
                        e ->
                                assertThat(e.getMessage())
                                        .contains("input.colour")
                                        .contains("did you mean \"color\"?"));
    }

    @ParameterizedTest
    @CsvSource({
        "99, 8, '', opset 99, export it with a lower one",
        "17, 99, '', IR version 99, older onnx",
        "17, 8, mmdeploy, operator mmdeploy:, export it without"
    })
    void whatOnnxRuntimeRefusesIsSaidInASentence(
            int opset, int format, String domain, String what, String remedy) throws Exception {
        ModelProto.Builder model =
                new OnnxBuilder()
                                .input("x", DataType.FLOAT, 1, 3, 8, 8)
                                .node("GlobalAveragePool", "scores", "x")
                                .output("scores", DataType.FLOAT, 1, 3, 1, 1)
                                .build()
                                .toBuilder()
                                .setIrVersion(format)
                                .setOpsetImport(
                                        0, OperatorSetIdProto.newBuilder().setVersion(opset));
        model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("mmdeploy").setVersion(1));
        model.getGraphBuilder().getNodeBuilder(0).setDomain(domain);
        Path file = Files.write(folder.resolve("net.onnx"), model.build().toByteArray());
        Request request =
                new Request(
                        file,
                        folder.resolve("pipelines"),
                        Map.of(),
                        Optional.empty(),
                        Samples.none());
        assertThatThrownBy(() -> NewPipeline.of(request))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(what)
                .hasMessageContaining(remedy);
    }

    @Test
    void samplesThatAreNoPicturesAreNamed() throws Exception {
        Path texts = Files.createDirectories(folder.resolve("texts"));
        Files.writeString(texts.resolve("a.jpg"), "a text");
        Request request =
                new Request(
                        Exported.of("keras").model(),
                        folder.resolve("pipelines"),
                        Map.of(),
                        Optional.empty(),
                        Samples.in(texts));
        assertThatThrownBy(() -> NewPipeline.of(request))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no sample is a picture")
                .hasMessageContaining("a.jpg");
    }
}
