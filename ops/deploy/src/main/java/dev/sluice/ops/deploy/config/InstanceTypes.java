package dev.sluice.ops.deploy.config;

import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Section;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Types of instances with their prices: a dated list, and what a user knows better. */
public final class InstanceTypes {
    private final Map<String, InstanceType> all;

    private InstanceTypes(Map<String, InstanceType> all) {
        this.all = new LinkedHashMap<>(all);
    }

    /** The list that comes with Sluice. */
    public static InstanceTypes shipped() {
        Map<String, InstanceType> all = new LinkedHashMap<>();
        if (list().get("types") instanceof Map<?, ?> types) {
            types.forEach(
                    (name, figures) -> {
                        if (figures instanceof List<?> list
                                && list.get(0) instanceof Integer vcpus
                                && list.get(1) instanceof Double dollars) {
                            String type = String.valueOf(name);
                            all.put(type, new InstanceType(type, vcpus, dollars));
                        }
                    });
        }
        return new InstanceTypes(all);
    }

    /** Of the list, as year, month and day. */
    public static String date() {
        return String.valueOf(list().get("date"));
    }

    private static Map<?, ?> list() {
        try (InputStream yaml = InstanceTypes.class.getResourceAsStream("instances.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("instances.yaml is not beside this class");
            }
            return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with one more, or another price. A type that the list lacks has 0 vCPUs. */
    InstanceTypes with(String name, double dollars) {
        Map<String, InstanceType> more = new LinkedHashMap<>(all);
        int vcpus = named(name).map(InstanceType::vcpus).orElse(0);
        more.put(name, new InstanceType(name, vcpus, dollars));
        return new InstanceTypes(more);
    }

    public Optional<InstanceType> named(String name) {
        return Optional.ofNullable(all.get(name));
    }

    public Set<String> names() {
        return Set.copyOf(all.keySet());
    }

    /** A type that must have a price; the fallback, too. */
    InstanceType read(Section section, String key, String fallback) {
        String name = section.text(key, fallback);
        return named(name)
                .orElseGet(
                        () -> {
                            section.problem(key, unknown(name));
                            return named(fallback).orElseThrow();
                        });
    }

    /** What to say of a type without a price. */
    String unknown(String name) {
        return "\"%s\" has no price here%s; if it is a type of EC2's, give its dollars an hour under prices"
                .formatted(
                        name,
                        Nearest.to(name, all.keySet())
                                .map(near -> " (did you mean \"" + near + "\"?)")
                                .orElse(""));
    }
}
