package dev.sluice.worker.task.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The names of the network's answers, in its order.
 *
 * @param thresholds from which each of the emotions counts
 */
record TextLabels(
        List<String> emotions, List<String> groups, List<String> affect, List<Double> thresholds) {
    static TextLabels read(Path file) throws IOException {
        JsonNode labels = JsonMapper.builder().build().readTree(file.toFile());
        return new TextLabels(
                texts(labels.path("emotions")),
                texts(labels.path("groups")),
                texts(labels.path("affect")),
                labels.path("thresholds")
                        .path("emotions")
                        .valueStream()
                        .map(JsonNode::asDouble)
                        .toList());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    /** Whether these can be the answers of a network. */
    boolean complete() {
        return !emotions.isEmpty()
                && !groups.isEmpty()
                && affect.size() == 3
                && thresholds.size() == emotions.size();
    }
}
