package dev.sluice.ops.models.folder;

import dev.sluice.ops.models.infer.Draft;
import dev.sluice.ops.models.infer.Ground;
import dev.sluice.ops.models.infer.Inferred;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes {@code pipeline.yaml} as people do: what was assumed has a comment at its line. */
final class PipelineYaml {
    /** One line each: nobody changes these for a model's sake. */
    private static final Map<String, Object> USUAL = usual();

    /** These stand in lines of their own, for here is what may be wrong. */
    private static final Set<String> IN_LINES = Set.of("input", "options");

    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*|\\d+-\\d+|\\d+[A-Za-z]+");
    private static final Set<String> OTHER_TYPES =
            Set.of("true", "false", "null", "yes", "no", "on", "off");

    private final Draft draft;
    private final StringBuilder text = new StringBuilder();

    private PipelineYaml(Draft draft) {
        this.draft = draft;
    }

    private static Map<String, Object> usual() {
        Map<String, Object> usual = new LinkedHashMap<>();
        for (String key : List.of("name", "match", "row", "task")) {
            usual.put(key, "");
        }
        usual.put("model.file", "model.onnx");
        usual.put("model.version", "1");
        usual.put("model.batch.max", 8);
        usual.put("model.batch.maxDelay", "5ms");
        for (String key : List.of("name", "width", "height", "color", "scale", "mean", "std")) {
            usual.put("input." + key, "");
        }
        usual.put("limits.object", "50MB");
        usual.put("limits.pixels", "40MP");
        usual.put("limits.bytesPerPixel", 12);
        usual.put("limits.attempts", 3);
        usual.put("limits.timeout", "30s");
        usual.put("lease", "60s");
        usual.put("retention", "365d");
        usual.put("ids.customerID", "[a-zA-Z0-9-]{3,50}");
        usual.put("ids.imageID", "[a-zA-Z0-9_-]{1,100}");
        usual.put("output.name", "");
        usual.put("output.results", "object");
        usual.put("options.labels", "labels.txt");
        return usual;
    }

    /**
     * @param first comment of the file, without {@code #}
     */
    static String of(Draft draft, List<String> first) {
        PipelineYaml yaml = new PipelineYaml(draft);
        first.forEach(line -> yaml.text.append("# ").append(line).append('\n'));
        Map<String, Object> values = new LinkedHashMap<>(USUAL);
        draft.all().forEach(is -> values.put(is.key(), is.value()));
        values.values().removeIf(""::equals);
        nested(values).forEach(yaml::section);
        return yaml.text.toString();
    }

    /** {@code a.b: 1} as a mapping in a mapping. */
    private static Map<String, Object> nested(Map<String, Object> flat) {
        Map<String, Object> nested = new LinkedHashMap<>();
        Map<String, Map<String, Object>> inner = new LinkedHashMap<>();
        flat.forEach(
                (key, value) -> {
                    int dot = key.indexOf('.');
                    if (dot < 0) {
                        nested.put(key, value);
                    } else {
                        String name = key.substring(0, dot);
                        nested.putIfAbsent(name, Map.of());
                        inner.computeIfAbsent(name, _ -> new LinkedHashMap<>())
                                .put(key.substring(dot + 1), value);
                    }
                });
        inner.forEach((name, values) -> nested.put(name, nested(values)));
        return nested;
    }

    private void section(String name, Object value) {
        if (value instanceof Map<?, ?> map && IN_LINES.contains(name)) {
            text.append(name).append(":\n");
            String before = "";
            for (Map.Entry<?, ?> each : map.entrySet()) {
                String why = assumption(name + "." + each.getKey()).orElse("");
                if (!why.isEmpty() && !why.equals(before)) {
                    text.append("  # Assumed: ").append(why).append(".\n");
                }
                before = why;
                text.append("  ").append(each.getKey()).append(": ");
                text.append(flow(each.getValue())).append('\n');
            }
        } else {
            text.append(name).append(": ").append(flow(value)).append('\n');
        }
    }

    private Optional<String> assumption(String key) {
        return draft.of(key).filter(is -> is.ground() == Ground.ASSUMED).map(Inferred::why);
    }

    /** A value in one line. */
    static String flow(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(each -> each.getKey() + ": " + flow(each.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> {
                List<String> parts = new ArrayList<>();
                list.forEach(part -> parts.add(flow(part)));
                yield "[" + String.join(", ", parts) + "]";
            }
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !OTHER_TYPES.contains(text);
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
