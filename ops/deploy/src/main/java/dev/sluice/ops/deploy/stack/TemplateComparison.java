package dev.sluice.ops.deploy.stack;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.deploy.stack.StackChange.Action;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between two templates: the answer of endpoints without change sets. Unlike these it
 * does not know which resources follow from the change of another.
 */
final class TemplateComparison {
    private final Side before;
    private final Side after;

    /**
     * A template with the values of its parameters.
     *
     * @param parameters where none is given the template's default holds
     */
    record Side(JsonNode template, Map<String, String> parameters) {
        Side {
            parameters = Map.copyOf(parameters);
        }

        Map<String, JsonNode> resources() {
            Map<String, JsonNode> resources = new TreeMap<>();
            template.path("Resources")
                    .properties()
                    .forEach(e -> resources.put(e.getKey(), e.getValue()));
            return resources;
        }

        private Map<String, String> values() {
            Map<String, String> values = new TreeMap<>();
            template.path("Parameters")
                    .properties()
                    .forEach(e -> values.put(e.getKey(), e.getValue().path("Default").asText()));
            values.putAll(parameters);
            return values;
        }
    }

    private TemplateComparison(Side before, Side after) {
        this.before = before;
        this.after = after;
    }

    static List<StackChange> of(Side before, Side after) {
        return new TemplateComparison(before, after).changes();
    }

    private List<StackChange> changes() {
        Map<String, JsonNode> old = before.resources();
        Map<String, JsonNode> now = after.resources();
        Set<String> parameters = changedParameters();
        List<StackChange> changes = new ArrayList<>();
        now.forEach(
                (name, resource) -> {
                    JsonNode was = old.get(name);
                    if (was == null) {
                        changes.add(whole(Action.ADD, name, resource));
                    } else if (!was.path("Type").equals(resource.path("Type"))) {
                        changes.add(whole(Action.REPLACE, name, resource));
                    } else {
                        change(name, was, resource, parameters).ifPresent(changes::add);
                    }
                });
        old.forEach(
                (name, resource) -> {
                    if (!now.containsKey(name)) {
                        changes.add(whole(Action.REMOVE, name, resource));
                    }
                });
        return changes;
    }

    private Set<String> changedParameters() {
        Map<String, String> was = before.values();
        Set<String> changed = new TreeSet<>();
        after.values()
                .forEach(
                        (name, value) -> {
                            if (!value.equals(was.get(name))) {
                                changed.add(name);
                            }
                        });
        return changed;
    }

    private static StackChange whole(Action action, String name, JsonNode resource) {
        return new StackChange(action, name, resource.path("Type").asText(), List.of());
    }

    private static java.util.Optional<StackChange> change(
            String name, JsonNode was, JsonNode resource, Set<String> parameters) {
        Set<String> properties = new TreeSet<>();
        difference(was.path("Properties"), resource.path("Properties"), properties);
        Set<String> what = new TreeSet<>(properties);
        difference(without(was), without(resource), what);
        String text = resource.toString();
        parameters.stream()
                .filter(parameter -> refers(text, parameter))
                .forEach(parameter -> what.add("parameter " + parameter));
        if (what.isEmpty()) {
            return java.util.Optional.empty();
        }
        boolean fresh = properties.stream().anyMatch(Kind::isFixed);
        return java.util.Optional.of(
                new StackChange(
                        fresh ? Action.REPLACE : Action.CHANGE,
                        name,
                        resource.path("Type").asText(),
                        List.copyOf(what)));
    }

    private static JsonNode without(JsonNode resource) {
        com.fasterxml.jackson.databind.node.ObjectNode rest = resource.deepCopy();
        return rest.without("Properties");
    }

    private static void difference(JsonNode was, JsonNode now, Set<String> names) {
        Set<String> all = new TreeSet<>();
        was.fieldNames().forEachRemaining(all::add);
        now.fieldNames().forEachRemaining(all::add);
        all.stream().filter(name -> !was.path(name).equals(now.path(name))).forEach(names::add);
    }

    /** By Ref, or within Sub. */
    private static boolean refers(String resource, String parameter) {
        return resource.contains("{\"Ref\":\"" + parameter + "\"}")
                || resource.contains("${" + parameter + "}");
    }
}
