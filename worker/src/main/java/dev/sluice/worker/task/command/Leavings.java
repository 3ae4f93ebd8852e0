package dev.sluice.worker.task.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.worker.output.Result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a program left in the folder of its output for the worker to read.
 *
 * @param output the folder
 */
record Leavings(Path output) {
    /** Why it refused the upload: {@code {"code": "too-few-photos", "message": "…"}}. */
    static final String FAILURE = "failure.json";

    /** What it found: members for the result document; {@code headline} for the row. */
    static final String RESULT = "result.json";

    private static final long LONGEST_FAILURE = 1 << 16;
    private static final long LONGEST_RESULT = 1 << 18;

    /** Numbers that the row keeps: it must stay under 1 KB. */
    private static final int FIGURES = 8;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param exitCode for a program that left no reason
     */
    FailureReason refusal(int exitCode) {
        Optional<JsonNode> said = read(FAILURE, LONGEST_FAILURE);
        String code = said.map(it -> it.path("code").asText("")).orElse("");
        String message =
                ProgressLines.oneLine(said.map(it -> it.path("message").asText("")).orElse(""));
        return new FailureReason(
                code.matches("[a-z]+(-[a-z]+)*") && code.length() <= 40 ? code : "refused",
                message.isEmpty()
                        ? "The file was refused (code %d); the operators can see why in the log."
                                .formatted(exitCode)
                        : message);
    }

    Result result() {
        Optional<JsonNode> said = read(RESULT, LONGEST_RESULT).filter(JsonNode::isObject);
        Map<String, Object> members =
                said.map(it -> JSON.convertValue(it, new TypeReference<Map<String, Object>>() {}))
                        .orElseGet(Map::of);
        Map<String, Object> figures = new LinkedHashMap<>();
        members.forEach(
                (name, value) -> {
                    if (value instanceof Number
                            && figures.size() < FIGURES
                            && name.length() <= 40) {
                        figures.put(name, value);
                    }
                });
        String headline =
                ProgressLines.oneLine(said.map(it -> it.path("headline").asText("")).orElse(""));
        return new Result(headline.isEmpty() ? "done" : headline, members, figures);
    }

    /** Nothing if it is not there, is a link, is too long, or is no JSON. */
    private Optional<JsonNode> read(String name, long longest) {
        Path file = output.resolve(name);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && Files.size(file) <= longest
                    ? Optional.of(JSON.readTree(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
