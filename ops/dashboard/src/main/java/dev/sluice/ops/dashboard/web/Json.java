package dev.sluice.ops.dashboard.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

import java.io.IOException;
import java.util.Map;

/** Answers and questions as JSON. What is null is left out. */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                    .build();

    private Json() {}

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records, maps and lists", e);
        }
    }

    static void answer(Context ctx, Object value) {
        ctx.contentType("application/json").result(text(value));
    }

    static void error(Context ctx, HttpStatus status, String sentence) {
        answer(ctx.status(status), Map.of("error", sentence));
    }

    /**
     * What was sent.
     *
     * @throws IllegalArgumentException if it is no JSON
     */
    static JsonNode body(Context ctx) {
        try {
            return MAPPER.readTree(ctx.bodyAsBytes());
        } catch (IOException e) {
            throw new IllegalArgumentException("that is no JSON", e);
        }
    }
}
