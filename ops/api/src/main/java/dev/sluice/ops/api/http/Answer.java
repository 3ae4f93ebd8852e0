package dev.sluice.ops.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.javalin.http.Context;

import org.eclipse.jetty.http.HttpStatus;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a caller is told.
 *
 * @param type of the body
 * @param body of which what is null is left out; empty: none
 */
public record Answer(int status, Map<String, String> headers, String type, Optional<Object> body) {
    private static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                    .build();

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer of(int status, Object body) {
        return new Answer(status, Map.of(), JSON, Optional.of(body));
    }

    /** 204. */
    public static Answer nothing() {
        return new Answer(HttpStatus.NO_CONTENT_204, Map.of(), JSON, Optional.empty());
    }

    static Answer problem(int status, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("status", status);
        problem.put("title", HttpStatus.getMessage(status));
        problem.put("detail", detail);
        return new Answer(status, Map.of(), PROBLEM, Optional.of(problem));
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, type, body);
    }

    /** Where to ask, or what was made. */
    public Answer at(String location) {
        return with("Location", location);
    }

    /** When to ask again. */
    public Answer again(Duration after) {
        return with("Retry-After", Long.toString(Math.max(1, after.plusMillis(999).toSeconds())));
    }

    void send(Context ctx) {
        ctx.status(status);
        headers.forEach(ctx::header);
        body.ifPresent(
                value ->
                        ctx.contentType(type).result(text(value).getBytes(StandardCharsets.UTF_8)));
    }

    static String text(Answer answer) {
        return answer.body().map(Answer::text).orElse("");
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records, maps and lists", e);
        }
    }
}
