package dev.sluice.shared.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.util.Map;
import java.util.TreeMap;

/**
 * What clients asked of AWS, as an {@link ApiMeter} counted it.
 *
 * @param calls requests, retries included, by operation: {@code s3.PutObject}
 * @param units what is billed by size and not by request, by name: {@link ApiMeter#WRITE_UNITS},
 *     {@link ApiMeter#READ_UNITS}, {@link ApiMeter#FURTHER_CHUNKS}
 */
public record Usage(Map<String, Long> calls, Map<String, Double> units) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    public Usage {
        calls = Map.copyOf(calls);
        units = Map.copyOf(units);
    }

    /** What came after an earlier look at the same meter. */
    public Usage since(Usage earlier) {
        Map<String, Long> less = new TreeMap<>(earlier.calls);
        less.replaceAll((name, count) -> -count);
        Map<String, Double> fewer = new TreeMap<>(earlier.units);
        fewer.replaceAll((name, count) -> -count);
        return plus(new Usage(less, fewer));
    }

    /** What two meters counted together. */
    public Usage plus(Usage other) {
        Map<String, Long> allCalls = new TreeMap<>(calls);
        other.calls.forEach((name, count) -> allCalls.merge(name, count, Long::sum));
        Map<String, Double> allUnits = new TreeMap<>(units);
        other.units.forEach((name, count) -> allUnits.merge(name, count, Double::sum));
        return new Usage(allCalls, allUnits);
    }

    /** One line, sorted by name: {@code {"calls":{"s3.GetObject":12},"units":{}}}. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two maps of numbers", e);
        }
    }

    /**
     * Reads {@link #json}.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static Usage parse(String json) {
        try {
            return JSON.readValue(json, Usage.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no usage: " + json, e);
        }
    }
}
