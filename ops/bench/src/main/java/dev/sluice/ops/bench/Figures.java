package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Figures as people read them: a line for each, and a table where there are several of a kind. */
record Figures(Consumer<String> out) {
    /** With more fields a table is turned: a column for each of its things. */
    private static final int WIDE = 7;

    private static final int LONG = 24;

    void print(JsonNode figures) {
        print("", figures, "  ");
    }

    private void print(String name, JsonNode node, String indent) {
        List<JsonNode> parts = new ArrayList<>();
        node.forEach(parts::add);
        if (node.isValueNode()) {
            out.accept(indent + cell(name) + node.asText());
        } else if (parts.size() > 1 && parts.stream().allMatch(JsonNode::isObject)) {
            table(node, parts, indent);
        } else {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                boolean more = member.getValue().isContainerNode();
                if (more) {
                    out.accept(indent + member.getKey() + ":");
                }
                print(member.getKey(), member.getValue(), more ? indent + "  " : indent);
            }
        }
    }

    private void table(JsonNode node, List<JsonNode> things, String indent) {
        Set<String> fields = new LinkedHashSet<>();
        things.forEach(thing -> leaves("", thing, fields));
        List<List<String>> rows = new ArrayList<>();
        if (node.isObject()) {
            rows.add(node.properties().stream().map(Map.Entry::getKey).toList());
            fields.remove("");
        }
        for (String field : fields) {
            rows.add(things.stream().map(thing -> thing.at(field).asText()).toList());
        }
        List<String> names = new ArrayList<>(node.isObject() ? List.of("") : List.of());
        fields.forEach(field -> names.add(field.substring(1).replace('/', '.')));
        if (fields.size() > WIDE) {
            for (int i = 0; i < rows.size(); i++) {
                out.accept(indent + cell(names.get(i)) + line(rows.get(i)));
            }
        } else {
            out.accept(indent + line(names));
            for (int thing = 0; thing < things.size(); thing++) {
                int column = thing;
                out.accept(indent + line(rows.stream().map(row -> row.get(column)).toList()));
            }
        }
    }

    private static void leaves(String path, JsonNode node, Set<String> fields) {
        if (node.isValueNode()) {
            fields.add(path);
        }
        node.properties()
                .forEach(member -> leaves(path + "/" + member.getKey(), member.getValue(), fields));
    }

    private static String line(List<String> cells) {
        return String.join("", cells.stream().map(Figures::cell).toList()).stripTrailing();
    }

    private static String cell(String text) {
        return text.length() < LONG ? text + " ".repeat(LONG - text.length()) : text + "  ";
    }
}
