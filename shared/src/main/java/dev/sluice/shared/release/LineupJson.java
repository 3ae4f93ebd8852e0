package dev.sluice.shared.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.shared.release.Lineup.Live;
import dev.sluice.shared.release.Trial.Bounds;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A lineup as JSON, as rows keep it and commands print it. Unknown members are ignored. */
public final class LineupJson {
    private static final JsonMapper JSON = new JsonMapper();

    private LineupJson() {}

    public static ObjectNode write(Lineup lineup) {
        ObjectNode json = JSON.createObjectNode();
        json.put("live", lineup.live().version().orElse(""));
        json.put("before", lineup.live().before().orElse(""));
        json.put("from", lineup.live().from().toEpochMilli());
        ArrayNode past = json.putArray("past");
        lineup.past().forEach(past::add);
        ArrayNode withdrawn = json.putArray("withdrawn");
        lineup.withdrawn().forEach(withdrawn::add);
        lineup.canary().ifPresent(trial -> json.set("canary", write(trial)));
        lineup.shadow().ifPresent(trial -> json.set("shadow", write(trial)));
        return json.put("note", lineup.note());
    }

    private static ObjectNode write(Trial trial) {
        return JSON.createObjectNode()
                .put("version", trial.version())
                .put("percent", trial.percent())
                .put("after", trial.bounds().after())
                .put("agreement", trial.bounds().agreement())
                .put("failures", trial.bounds().failures())
                .put("slowdown", trial.bounds().slowdown());
    }

    /** What is no lineup of this form reads as the first one. */
    public static Lineup read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return new Lineup(
                    new Live(
                            version(json, "live"),
                            version(json, "before"),
                            Instant.ofEpochMilli(json.path("from").asLong())),
                    texts(json.path("past")),
                    trial(json.path("canary")),
                    trial(json.path("shadow")),
                    texts(json.path("withdrawn")),
                    json.path("note").asText());
        } catch (JsonProcessingException e) {
            return Lineup.FIRST;
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static Optional<String> version(JsonNode json, String name) {
        return Optional.of(json.path(name).asText()).filter(version -> !version.isEmpty());
    }

    private static Optional<Trial> trial(JsonNode json) {
        return version(json, "version")
                .map(
                        version ->
                                new Trial(
                                        version,
                                        json.path("percent").asDouble(),
                                        new Bounds(
                                                json.path("after").asInt(),
                                                json.path("agreement").asDouble(),
                                                json.path("failures").asDouble(1),
                                                json.path("slowdown").asDouble())));
    }
}
