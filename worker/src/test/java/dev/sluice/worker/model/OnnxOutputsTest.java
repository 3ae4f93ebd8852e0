package dev.sluice.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;

import org.junit.jupiter.api.Test;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A map of each of two items, as scikit-learn's exporter ends a classifier. */
class OnnxOutputsTest {
    private static final String ROWS =
            Path.of(
                            System.getProperty("sluice.home"),
                            "worker",
                            "src",
                            "test",
                            "resources",
                            "graphs",
                            "rows.onnx")
                    .toString();

    @FunctionalInterface
    private interface Look {
        void at(List<OnnxValue> maps) throws Exception;
    }

    private static void twoMaps(Look look) throws Exception {
        OrtEnvironment environment = OnnxRuntime.environment();
        FloatBuffer rows = FloatBuffer.wrap(new float[] {9, 0, 0, 0, 0, 9});
        try (OrtSession session = environment.createSession(ROWS);
                OnnxTensor input = OnnxTensor.createTensor(environment, rows, new long[] {2, 3});
                OrtSession.Result result = session.run(Map.of("X", input))) {
            OnnxSequence maps = (OnnxSequence) result.get("output_probability").orElseThrow();
            look.at(new ArrayList<>(maps.getValue()));
        }
    }

    @Test
    void theMapOfEachItemIsClosed() throws Exception {
        twoMaps(
                maps -> {
                    assertThat(maps).hasSize(2);
                    List<Tensor> scores = OnnxOutputs.scores(maps);
                    assertThat(scores.get(0).toFloats()[0]).isGreaterThan(0.99f);
                    assertThat(scores.get(1).toFloats()[2]).isGreaterThan(0.99f);
                    assertThat(maps).allMatch(OnnxValue::isClosed);
                });
    }

    @Test
    void ifOneIsNoMapTheRestAreClosedToo() throws Exception {
        twoMaps(
                maps -> {
                    maps.addFirst(OnnxTensor.createTensor(OnnxRuntime.environment(), 1L));
                    assertThatThrownBy(() -> OnnxOutputs.scores(maps))
                            .isInstanceOf(ClassCastException.class);
                    assertThat(maps).hasSize(3).allMatch(OnnxValue::isClosed);
                });
    }
}
