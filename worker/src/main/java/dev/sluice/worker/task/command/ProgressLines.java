package dev.sluice.worker.task.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a program is, by what it writes: a line of JSON, {@code {"progress": 0.42, "message":
 * "…", "remainingSeconds": 12}}, or one that a pattern knows.
 *
 * @param pattern with one group, a percentage, or two, how many of how many
 */
record ProgressLines(Optional<Pattern> pattern) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_MESSAGE = 200;

    /** What a line says, as {@link dev.sluice.worker.task.FileTask} reports it; nothing if none. */
    Optional<Map<String, Object>> read(String line) {
        String text = line.strip();
        if (text.startsWith("{") && text.endsWith("}") && text.contains("\"progress\"")) {
            return json(text);
        }
        return pattern.map(it -> it.matcher(line)).filter(Matcher::find).flatMap(this::counted);
    }

    private static Optional<Map<String, Object>> json(String text) {
        try {
            JsonNode said = JSON.readTree(text);
            if (!said.path("progress").isNumber()) {
                return Optional.empty();
            }
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("progress", said.get("progress").asDouble());
            if (said.path("message").isTextual()) {
                state.put("message", oneLine(said.get("message").asText()));
            }
            if (said.path("remainingSeconds").isNumber()) {
                state.put("remainingSeconds", said.get("remainingSeconds").asDouble());
            }
            return Optional.of(state);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private Optional<Map<String, Object>> counted(Matcher matcher) {
        try {
            double first = Double.parseDouble(matcher.group(1));
            double of = matcher.groupCount() == 2 ? Double.parseDouble(matcher.group(2)) : 100;
            return of > 0
                    ? Optional.of(
                            Map.of(
                                    "progress",
                                    Math.clamp(first / of, 0.0, 1.0),
                                    "message",
                                    oneLine(matcher.group())))
                    : Optional.empty();
        } catch (NumberFormatException | NullPointerException e) {
            return Optional.empty(); // a group that took no part, or no number
        }
    }

    /** For a row: one line, and short. */
    static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.codePointCount(0, line.length()) <= LONGEST_MESSAGE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_MESSAGE - 1)) + "…";
    }
}
