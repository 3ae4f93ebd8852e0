package dev.sluice.ops.dashboard.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a look at newest rows goes on. It comes back from a browser, so it may hold anything: at
 * worst other rows are read, which whoever asks may see anyway.
 *
 * @param places by partition, the one after which to begin; absent: at the latest
 */
record Cursor(Lane lane, Map<String, Place> places) {
    /** Nothing is left of a partition. */
    static final Place END = new Place(-1, "", "");

    private static final JsonMapper JSON = new JsonMapper();

    Cursor {
        places = Map.copyOf(places);
    }

    /** Of the lane, if it is a day's. */
    Optional<LocalDate> day() {
        try {
            return lane.index().equals("recent") && lane.of().endsWith("#")
                    ? Optional.of(LocalDate.parse(lane.of().substring(0, lane.of().length() - 1)))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** As text for an address. */
    String text() {
        ObjectNode document = JSON.createObjectNode();
        document.put("index", lane.index()).put("of", lane.of());
        ObjectNode all = document.putObject("places");
        places.forEach(
                (partition, place) ->
                        all.putArray(partition)
                                .add(place.updatedAt())
                                .add(place.customerID())
                                .add(place.rowID()));
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(document.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws IllegalArgumentException if it is no cursor
     */
    static Cursor of(String text) {
        try {
            JsonNode document =
                    JSON.readTree(
                            new String(
                                    Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
            Map<String, Place> places = new HashMap<>();
            document.path("places")
                    .properties()
                    .forEach(
                            each -> {
                                if (each.getValue() instanceof ArrayNode place) {
                                    places.put(
                                            each.getKey(),
                                            new Place(
                                                    place.path(0).asLong(),
                                                    place.path(1).asText(),
                                                    place.path(2).asText()));
                                }
                            });
            return new Cursor(
                    new Lane(document.path("index").asText(), document.path("of").asText()),
                    places);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("that is no place to go on from", e);
        }
    }
}
