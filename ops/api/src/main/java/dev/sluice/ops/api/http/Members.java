package dev.sluice.ops.api.http;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.shared.config.Nearest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The members of a JSON object that was sent, each read by name; all that is wrong is told at once.
 */
public final class Members {
    private static final int BAD_REQUEST = 400;

    /** Of problems that are told, and of characters of an unknown name. */
    private static final int MOST = 20;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode object;
    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    private Members(JsonNode object) {
        this.object = object;
    }

    /**
     * @throws Refused if it is no JSON object
     */
    static Members of(byte[] body) {
        @Nullable JsonNode node;
        try {
            node = MAPPER.readTree(body);
        } catch (IOException e) {
            throw new Refused(BAD_REQUEST, "The body is no JSON; send an object.");
        }
        if (node == null || !node.isObject()) {
            throw new Refused(BAD_REQUEST, "The body is no JSON object; send one.");
        }
        return new Members(node);
    }

    /** A text that must be there. */
    public String text(String name, Pattern form) {
        return optional(name, form)
                .orElseGet(
                        () -> {
                            if (!object.has(name)) {
                                problems.add(name + " is missing");
                            }
                            return "";
                        });
    }

    /** A text that may be left out. */
    public Optional<String> optional(String name, Pattern form) {
        known.add(name);
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
            problems.add("%s is no text of the form %s".formatted(name, form));
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    /** A whole number that must be there. */
    public long number(String name, long least, long most) {
        known.add(name);
        JsonNode value = object.path(name);
        boolean whole =
                value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong();
        if (!whole || value.asLong() < least || value.asLong() > most) {
            problems.add(
                    "%s is %s whole number from %,d to %,d"
                            .formatted(
                                    name,
                                    value.isMissingNode() ? "missing: a" : "no",
                                    least,
                                    most));
        }
        return value.asLong();
    }

    /** Texts by name; none if it is left out. */
    public Map<String, String> texts(String name, Pattern names, Pattern form, int most) {
        known.add(name);
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            return Map.of();
        }
        if (!value.isObject() || value.size() > most) {
            problems.add("%s is no object of at most %d texts".formatted(name, most));
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        value.properties()
                .forEach(
                        each -> {
                            if (names.matcher(each.getKey()).matches()
                                    && each.getValue().isTextual()
                                    && form.matcher(each.getValue().asText()).matches()) {
                                texts.put(each.getKey(), each.getValue().asText());
                            } else {
                                problems.add(
                                        "%s has a member that is no text of the form %s under a name of the form %s"
                                                .formatted(name, form, names));
                            }
                        });
        return texts;
    }

    /**
     * Says that all has been read.
     *
     * @throws Refused if anything was wrong, or is there that nobody read
     */
    public void end() {
        object.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!known.contains(name)) {
                                problems.add(unknown(name));
                            }
                        });
        if (!problems.isEmpty()) {
            List<String> some = problems.subList(0, Math.min(MOST, problems.size()));
            throw new Refused(BAD_REQUEST, String.join("; ", some) + ".");
        }
    }

    private String unknown(String name) {
        String begins = name.substring(0, Math.min(MOST, name.length()));
        return "\"%s\" is not known; %s"
                .formatted(
                        begins,
                        Nearest.to(begins, List.copyOf(known))
                                .map("did you mean \"%s\"?"::formatted)
                                .orElse("known are " + known));
    }
}
