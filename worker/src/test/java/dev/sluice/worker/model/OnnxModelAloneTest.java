package dev.sluice.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code batch.alone}, with MiniLM: its texts differ in length, and its 8-bit arithmetic lets those
 * that run together depend on one another.
 */
class OnnxModelAloneTest {
    private static final String HIDDEN = "last_hidden_state";
    private static final OnnxModel MODEL =
            new OnnxRuntime(false, 1)
                    .load(
                            Path.of(
                                    System.getProperty("sluice.home"),
                                    "worker",
                                    "pipelines",
                                    "text",
                                    "all-minilm-l6-v2-q.onnx"))
                    .only(Set.of(HIDDEN));

    @AfterAll
    static void close() {
        MODEL.close();
    }

    private static Map<String, Tensor> words(long... ids) {
        long[] ones = new long[ids.length];
        java.util.Arrays.fill(ones, 1);
        return Map.of(
                "input_ids", longs(ids),
                "attention_mask", longs(ones),
                "token_type_ids", longs(new long[ids.length]));
    }

    private static Tensor longs(long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(values);
        return Tensor.of(Tensor.Type.INT64, bytes, values.length);
    }

    private static float[] hidden(Map<String, Tensor> answer) {
        Tensor hidden = answer.get(HIDDEN);
        return hidden == null ? new float[0] : hidden.toFloats();
    }

    @Test
    void eachItemIsAnsweredAsIfItHadComeByItself() throws Exception {
        List<Map<String, Tensor>> items =
                List.of(words(101, 4067, 2017, 102), words(101, 1045, 5223, 102));

        List<Map<String, Tensor>> answers = MODEL.alone().run(items);

        for (int i = 0; i < items.size(); i++) {
            assertThat(hidden(answers.get(i)))
                    .containsExactly(hidden(MODEL.run(items.subList(i, i + 1)).getFirst()));
        }
        assertThat(hidden(MODEL.run(items).getFirst()))
                .as("together they depend on one another")
                .isNotEqualTo(hidden(answers.getFirst()));
    }

    @Test
    void itemsOfDifferentLengthsFitIntoOneBatch() throws Exception {
        List<Map<String, Tensor>> items = List.of(words(101, 102), words(101, 4067, 2017, 102));

        assertThat(MODEL.alone().run(items))
                .extracting(answer -> hidden(answer).length)
                .containsExactly(2 * 384, 4 * 384);
        assertThatThrownBy(() -> MODEL.run(items)).isInstanceOf(Exception.class);
    }
}
