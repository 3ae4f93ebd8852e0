package dev.sluice.ops.deploy.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Maps and lists as JSON. */
public final class Json {
    private static final JsonMapper INDENTED =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final JsonMapper FLAT = new JsonMapper();

    private Json() {}

    /** For people. */
    public static String text(Object value) {
        return written(INDENTED, value) + "\n";
    }

    /** On one line. */
    public static String line(Object value) {
        return written(FLAT, value);
    }

    private static String written(JsonMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists, texts and numbers", e);
        }
    }
}
