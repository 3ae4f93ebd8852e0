package dev.sluice.worker.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The loaded graphs of one pipeline, by the names of {@code models} in {@code pipeline.yaml}, in
 * their order.
 */
public record Graphs(Map<String, OnnxModel> byName) {
    public Graphs {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    public Optional<OnnxModel> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The first, which is the only one of most pipelines. */
    public Map.Entry<String, OnnxModel> first() {
        return byName.entrySet().iterator().next();
    }
}
