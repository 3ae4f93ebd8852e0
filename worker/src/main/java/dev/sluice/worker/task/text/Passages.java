package dev.sluice.worker.task.text;

import dev.sluice.worker.model.Tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text as what a network can read at a time: passages of at most {@value #LONGEST} pieces, which
 * end where a sentence does if one ends in their second half, else between words.
 */
record Passages(Ids ids, Vocabulary vocabulary) {
    /** What MiniLM was made for, 256, without the two that mark beginning and end. */
    static final int LONGEST = 254;

    private static final Set<String> SENTENCE_ENDS = Set.of(".", "!", "?", "。", "…");

    /** From one piece to another. */
    record Passage(int from, int to) {
        int pieces() {
            return to - from;
        }
    }

    List<Passage> all() {
        Set<Integer> ends =
                Set.copyOf(
                        SENTENCE_ENDS.stream()
                                .filter(vocabulary::has)
                                .map(vocabulary::number)
                                .toList());
        List<Passage> passages = new ArrayList<>();
        for (int from = 0; from < ids.size(); ) {
            int to = Math.min(ids.size(), from + LONGEST);
            if (to < ids.size()) {
                to = cut(from, to, ends);
            }
            passages.add(new Passage(from, to));
            from = to;
        }
        return passages;
    }

    private int cut(int from, int most, Set<Integer> ends) {
        for (int to = most; to > from + LONGEST / 2; to--) {
            if (ends.contains(ids.at(to - 1))) {
                return to;
            }
        }
        for (int to = most; to > from + LONGEST / 2; to--) {
            if (ids.begins(to)) {
                return to;
            }
        }
        return most;
    }

    /** What MiniLM reads. */
    Map<String, Tensor> input(Passage passage) {
        int length = passage.pieces() + 2;
        ByteBuffer numbers = longs(length);
        ByteBuffer mask = longs(length);
        numbers.putLong(vocabulary.number("[CLS]"));
        for (int i = passage.from(); i < passage.to(); i++) {
            numbers.putLong(ids.at(i));
        }
        numbers.putLong(vocabulary.number("[SEP]"));
        for (int i = 0; i < length; i++) {
            mask.putLong(1);
        }
        return Map.of(
                "input_ids", Tensor.of(Tensor.Type.INT64, numbers.flip(), length),
                "attention_mask", Tensor.of(Tensor.Type.INT64, mask.flip(), length),
                "token_type_ids", Tensor.of(Tensor.Type.INT64, longs(length), length));
    }

    private static ByteBuffer longs(int count) {
        return ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.nativeOrder());
    }
}
