package dev.sluice.ops.deploy.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is told how jobs end.
 *
 * @param topic whether the fleet has a topic for it, told by every pipeline that {@code section}
 *     does not name
 * @param secret whether the fleet makes the secret that webhooks are signed with
 * @param section of the programs' settings file, as docs/notifications.md has it
 */
public record Notify(boolean topic, boolean secret, Map<String, @Nullable Object> section) {
    /** What a webhook's secret says for one that the fleet makes. */
    public static final String GENERATED = "generated";

    public Notify {
        section = Collections.unmodifiableMap(new LinkedHashMap<>(section));
    }

    /** All values of a key, wherever it stands, in order of the alphabet. */
    public Set<String> all(String key) {
        Set<String> found = new TreeSet<>();
        collect(section, key, found);
        return found;
    }

    private static void collect(@Nullable Object value, String key, Set<String> found) {
        switch (value) {
            case Map<?, ?> map ->
                    map.forEach(
                            (name, inner) -> {
                                if (name.equals(key) && inner instanceof String text) {
                                    found.add(text);
                                }
                                collect(inner, key, found);
                            });
            case List<?> list -> list.forEach(each -> collect(each, key, found));
            case null, default -> {}
        }
    }
}
