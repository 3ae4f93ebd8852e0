package dev.sluice.worker.task.splats.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a parameters file. Keys that a program does not know are other programs' business.
 * All that is wrong is told at once, by {@link #check}. One thread.
 */
public final class Parameters {
    private final JsonNode json;
    private final List<String> problems = new ArrayList<>();

    private Parameters(JsonNode json) {
        this.json = json;
    }

    static Parameters read(Path file) throws IOException, Refusal {
        try {
            JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
            if (json.isObject()) {
                return new Parameters(json);
            }
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    "bad-parameters",
                    "The parameters are no JSON: " + e.getOriginalMessage() + ".");
        }
        throw new Refusal("bad-parameters", "The parameters are no JSON object.");
    }

    /** For tests, and for calls from other programs. */
    public static Parameters of(JsonNode json) {
        return new Parameters(json);
    }

    /** A whole number, the default where there is none. */
    public int integer(String key, int byDefault, int least, int most) {
        return (int) number(key, byDefault, least, most);
    }

    /** As {@link #integer}. */
    public long number(String key, long byDefault, long least, long most) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return byDefault;
        }
        // As text, too: users' metadata is nothing else.
        long number =
                value.canConvertToExactIntegral() && value.canConvertToLong()
                        ? value.longValue()
                        : value.isTextual() && value.textValue().matches("[0-9]{1,18}")
                                ? Long.parseLong(value.textValue())
                                : Long.MIN_VALUE;
        if (number < least || number > most) {
            problems.add(
                    "%s is %s, not a whole number from %d to %d"
                            .formatted(key, value, least, most));
            return byDefault;
        }
        return number;
    }

    /** After all were read. */
    public void check() throws Refusal {
        if (!problems.isEmpty()) {
            throw new Refusal(
                    "bad-parameters", "Of the parameters " + String.join(", and ", problems) + ".");
        }
    }
}
