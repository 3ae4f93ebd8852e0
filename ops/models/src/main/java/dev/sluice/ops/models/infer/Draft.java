package dev.sluice.ops.models.infer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code pipeline.yaml} in the making. Who knows better speaks first: what has been said of a key
 * stays.
 */
public final class Draft {
    private final Map<String, Inferred> said = new LinkedHashMap<>();
    private List<String> labels = List.of();

    public Draft() {}

    /** A copy that may go its own way. */
    public Draft(Draft other) {
        said.putAll(other.said);
        labels = other.labels;
    }

    /** Says something of a key of which nothing has been said. */
    public Draft say(String key, Object value, Ground ground, String why) {
        said.putIfAbsent(key, new Inferred(key, value, ground, why));
        return this;
    }

    /** Says something better. */
    public Draft change(String key, Object value, Ground ground, String why) {
        said.put(key, new Inferred(key, value, ground, why));
        return this;
    }

    /** Takes back what was assumed; anything else stays. */
    public Draft withdraw(String... keys) {
        for (String key : keys) {
            said.computeIfPresent(key, (_, is) -> is.ground() == Ground.ASSUMED ? null : is);
        }
        return this;
    }

    public Optional<Inferred> of(String key) {
        return Optional.ofNullable(said.get(key));
    }

    /** A value as text; empty if nothing was said. */
    public String text(String key) {
        return of(key).map(is -> String.valueOf(is.value())).orElse("");
    }

    public boolean has(String key) {
        return said.containsKey(key);
    }

    /** Whether something may still be found out of a key. */
    public boolean isOpen(String key) {
        return of(key).map(is -> is.ground() == Ground.ASSUMED).orElse(true);
    }

    public List<Inferred> all() {
        return new ArrayList<>(said.values());
    }

    /** The values of one section, as a task reads them. */
    public Map<String, Object> section(String name) {
        Map<String, Object> values = new LinkedHashMap<>();
        said.forEach(
                (key, is) -> {
                    if (key.startsWith(name + ".")) {
                        values.put(key.substring(name.length() + 1), is.value());
                    }
                });
        return values;
    }

    /** One label for each class, in the model's order; empty if they are not known yet. */
    public List<String> labels() {
        return labels;
    }

    public void labels(List<String> labels) {
        this.labels = List.copyOf(labels);
    }
}
