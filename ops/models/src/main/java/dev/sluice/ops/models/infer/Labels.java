package dev.sluice.ops.models.infer;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.shared.config.TextFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the names of the classes. */
public final class Labels {
    /** One entry of a Python dictionary as Ultralytics writes it: {@code 0: 'tench'}. */
    private static final Pattern ENTRY =
            Pattern.compile(
                    "(\\d{1,6})\\s*:\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\")");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

    private Labels() {}

    /**
     * Labels and where they are from.
     *
     * @param why continues "because"
     */
    public record Found(List<String> labels, Ground ground, String why) {
        public Found {
            labels = List.copyOf(labels);
        }
    }

    /**
     * Of a file: one class a line.
     *
     * @throws IOException if it cannot be read as text
     */
    public static Found of(Path file, Ground ground, String why) throws IOException {
        return new Found(
                TextFile.lines(file).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList(),
                ground,
                why);
    }

    /** What the model and its neighbours say, the model first. */
    static Optional<Found> of(Evidence evidence) throws IOException {
        String names = evidence.graph().origin().metadata().getOrDefault("names", "");
        List<String> noted = dictionary(names);
        if (!noted.isEmpty()) {
            return Optional.of(
                    new Found(noted, Ground.READ, "the model's metadata name its classes"));
        }
        Optional<Path> file = evidence.beside().labels();
        if (file.isPresent()) {
            return Optional.of(
                    of(
                            file.get(),
                            Ground.READ,
                            file.get().getFileName() + " lies beside the model"));
        }
        JsonNode config = evidence.beside().config();
        List<String> said = new ArrayList<>();
        config.path("label_names").forEach(name -> said.add(name.asText()));
        Map<Integer, String> byId = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : config.path("id2label").properties()) {
            if (NUMBER.matcher(each.getKey()).matches()) {
                byId.put(Integer.parseInt(each.getKey()), each.getValue().asText());
            }
        }
        if (said.isEmpty()) {
            said.addAll(byId.values());
        }
        return said.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Found(said, Ground.READ, "config.json beside the model names them"));
    }

    /** The values of a Python dictionary by rising keys, which must be 0, 1, 2 and so on. */
    static List<String> dictionary(String text) {
        Map<Integer, String> entries = new TreeMap<>();
        Matcher entry = ENTRY.matcher(text);
        while (entry.find()) {
            String value = entry.group(2) == null ? entry.group(3) : entry.group(2);
            entries.put(Integer.parseInt(entry.group(1)), value.replaceAll("\\\\(.)", "$1"));
        }
        boolean complete =
                !entries.isEmpty()
                        && entries.keySet().stream().mapToInt(i -> i).max().orElse(-1)
                                == entries.size() - 1;
        return complete ? List.copyOf(entries.values()) : List.of();
    }

    /** Names for classes that nobody has named. */
    static Found numbered(int classes) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            labels.add("class_" + i);
        }
        return new Found(
                labels,
                Ground.ASSUMED,
                "nothing names the classes; write their names into labels.txt, in the model's"
                        + " order");
    }
}
