package dev.sluice.worker.task.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The pieces of words that a BERT network knows, by their text; those that continue a word begin
 * with {@code ##}.
 */
record Vocabulary(Map<String, Integer> numbers) {
    private static final String CONTINUES = "##";

    /** Of a file in Hugging Face's format. */
    static Vocabulary read(Path file) throws IOException {
        JsonNode pieces =
                JsonMapper.builder().build().readTree(file.toFile()).path("model").path("vocab");
        Map<String, Integer> numbers = new HashMap<>();
        pieces.properties().forEach(each -> numbers.put(each.getKey(), each.getValue().asInt()));
        return new Vocabulary(numbers);
    }

    boolean has(String piece) {
        return numbers.containsKey(piece);
    }

    /**
     * @throws IllegalArgumentException if it has none
     */
    int number(String piece) {
        Integer number = numbers.get(piece);
        if (number == null) {
            throw new IllegalArgumentException("the vocabulary has no " + piece);
        }
        return number;
    }

    /** Adds the longest pieces of a word, from its start; {@code [UNK]} if they do not make it. */
    void pieces(String word, Ids ids) {
        int before = ids.size();
        for (int from = 0; from < word.length(); ) {
            int to = word.length();
            Integer found = null;
            while (to > from && found == null) {
                String piece = word.substring(from, to);
                found = numbers.get(from == 0 ? piece : CONTINUES + piece);
                to = found == null ? word.offsetByCodePoints(to, -1) : to;
            }
            if (found == null) {
                ids.cut(before);
                ids.add(number("[UNK]"), true);
                return;
            }
            ids.add(found, from == 0);
            from = to;
        }
    }
}
