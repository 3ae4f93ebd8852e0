package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;

/**
 * {@code bench.json}: {@code machine}, {@code date}, {@code seconds} that all took, and a member
 * for each benchmark that ran; {@code notMeasured} names those that could not, with the reason.
 */
public final class BenchFile {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final ObjectNode root = JSON.createObjectNode();

    public BenchFile(InstantSource clock) {
        root.put("machine", Machine.describe());
        root.put("date", clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().toString());
    }

    public void measured(String name, JsonNode figures) {
        root.set(name, figures);
    }

    public void notMeasured(String name, String reason) {
        root.withObjectProperty("notMeasured").put(name, reason);
    }

    /** How long all took so far. */
    public void took(long seconds) {
        root.put("seconds", seconds);
    }

    public JsonNode root() {
        return root;
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(root) + "\n");
    }

    /** Rounded to so many decimals: more would pretend. */
    public static double rounded(double value, int decimals) {
        double scale = Math.pow(10, decimals);
        return Math.round(value * scale) / scale;
    }

    /** An empty object to fill. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A record or a list of records as JSON. */
    public static JsonNode of(Object records) {
        return JSON.valueToTree(records);
    }
}
