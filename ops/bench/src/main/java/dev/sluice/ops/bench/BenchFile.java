package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@code bench.json}: {@code machine}, {@code date}, {@code seconds} that all took, and a member
 * for each benchmark that ran; {@code notMeasured} names those that could not, with the reason.
 */
public final class BenchFile {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** More decimals would pretend. */
    private static final double SCALE = 1e4;

    private final ObjectNode root = object();

    public BenchFile(InstantSource clock) {
        root.put("machine", machine());
        root.put("date", clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().toString());
    }

    /** Keeps the figures, rounded, and shows them. */
    public void measured(String name, JsonNode figures, Consumer<String> out) {
        root.set(name, rounded(figures));
        new Figures(out).print(figures);
    }

    private static JsonNode rounded(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(rounded(member.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, rounded(array.get(i)));
            }
        }
        return node.isDouble()
                ? DoubleNode.valueOf(Math.round(node.asDouble() * SCALE) / SCALE)
                : node;
    }

    public void notMeasured(String name, String reason) {
        root.withObjectProperty("notMeasured").put(name, reason);
    }

    /** Writes what there is so far, and how long it took. */
    public void write(Path file, long seconds) throws IOException {
        root.put("seconds", seconds);
        Files.writeString(file, JSON.writeValueAsString(root) + "\n");
    }

    public JsonNode root() {
        return root;
    }

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A record with its components as members. */
    public static ObjectNode tree(Record figures) {
        return JSON.valueToTree(figures);
    }

    public static ArrayNode array() {
        return JSON.createArrayNode();
    }

    private static String machine() {
        int cores = Runtime.getRuntime().availableProcessors();
        String os = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return "%s, %d cores, %s, JDK %s".formatted(processor(), cores, os, Runtime.version());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst(".*:\\s*", ""))
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }
}
