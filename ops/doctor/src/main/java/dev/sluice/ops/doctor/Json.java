package dev.sluice.ops.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.util.List;
import java.util.stream.StreamSupport;

/** Policies, which AWS keeps as text. */
final class Json {
    private static final JsonMapper JSON = new JsonMapper();

    private Json() {}

    /** Nothing is nothing; so is what is no JSON. */
    static JsonNode of(String text) {
        try {
            return text.isBlank() ? JsonNodeFactory.instance.objectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** The members of a list, or the one thing that stands where a list may. */
    static List<JsonNode> each(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).toList()
                : List.of(node);
    }
}
