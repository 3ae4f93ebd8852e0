package dev.sluice.ops.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class OnnxFileTest {
    @TempDir private Path folder;

    private static OnnxBuilder scaled() {
        return new OnnxBuilder()
                .producer("pytorch")
                .metadata("names", "{0: 'a'}")
                .input("image", TensorProto.DataType.FLOAT, -1, 3, 8, 8)
                .weight("mean", List.of(3L), 1, 2, 3)
                .node("Sub", "scaled", "image", "mean")
                .node("GlobalAveragePool", "pooled", "scaled")
                .node("Flatten", "scores", "pooled")
                .attribute("axis", 1)
                .output("scores", TensorProto.DataType.FLOAT, -1, 3);
    }

    @Test
    void aGraphIsReadWithItsOriginPortsNodesAndSmallWeights() throws Exception {
        Graph graph = OnnxFile.read(scaled().write(folder.resolve("m.onnx")));

        assertThat(graph.origin().producer()).isEqualTo("pytorch");
        assertThat(graph.origin().opset()).isEqualTo(17);
        assertThat(graph.origin().metadata()).isEqualTo(Map.of("names", "{0: 'a'}"));
        assertThat(graph.inputs())
                .containsExactly(new Value("image", "float32", List.of(-1L, 3L, 8L, 8L)));
        assertThat(graph.outputs()).hasToString("[\"scores\" float32 [?, 3]]");
        assertThat(graph.nodes())
                .extracting(Node::operator)
                .containsExactly("Sub", "GlobalAveragePool", "Flatten");
        assertThat(graph.nodes().getLast().numbers()).isEqualTo(Map.of("axis", List.of(1L)));
        assertThat(graph.weights().of("mean")).hasValue(new float[] {1, 2, 3});
    }

    @Test
    void largeWeightsArePassedOverAndInitializersAreNoInputs() throws Exception {
        OnnxBuilder large =
                scaled().input("kernel", TensorProto.DataType.FLOAT, 100_000)
                        .weight("kernel", List.of(100_000L), new float[100_000]);
        Graph graph = OnnxFile.read(large.write(folder.resolve("m.onnx")));

        assertThat(graph.weights().names()).contains("kernel", "mean");
        assertThat(graph.weights().of("kernel")).isEmpty();
        assertThat(graph.inputs()).extracting(Value::name).containsExactly("image");
    }

    @Test
    void filesThatHoldWeightsAreNamed() throws Exception {
        ModelProto.Builder model = scaled().build().toBuilder();
        model.getGraphBuilder()
                .addInitializerBuilder()
                .setName("kernel")
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalDataBuilder()
                .setKey("location")
                .setValue("m.onnx.data");
        Path file = Files.write(folder.resolve("m.onnx"), model.build().toByteArray());

        assertThat(OnnxFile.read(file).weights().files()).containsExactly("m.onnx.data");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version https://git-lfs.github.com/spec/v1 | git lfs pull",
                "PK and the rest of a checkpoint            | export the model to ONNX",
                "0123TFL3                                   | TensorFlow Lite",
                "this is a text, and no model               | no ONNX model",
                "''                                         | is empty"
            })
    void whatIsNoModelIsNamed(String content, String told) throws IOException {
        Path file =
                Files.write(
                        folder.resolve("m.onnx"), content.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> OnnxFile.read(file))
                .isInstanceOf(NotOnnx.class)
                .hasMessageContaining(told)
                .hasMessageContaining("m.onnx");
    }

    @Test
    void aModelCutOffIsNoModel() throws IOException {
        byte[] whole = scaled().build().toByteArray();
        for (int length = 1; length < whole.length; length += 7) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            Path file = Files.write(folder.resolve("m.onnx"), cut);
            try {
                Graph graph = OnnxFile.read(file);
                assertThat(graph.nodes().size()).isPositive(); // cut between two fields
            } catch (NotOnnx e) {
                assertThat(e).hasMessageContaining("export it again");
            }
        }
    }
}
