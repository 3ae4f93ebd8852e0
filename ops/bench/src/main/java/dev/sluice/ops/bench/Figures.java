package dev.sluice.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        List<List<String>> columns = new ArrayList<>();
        if (node.isObject()) {
            columns.add(column("", node.propertyStream().map(Map.Entry::getKey)));
        }
        for (String field : fields) {
            String name = field.substring(1).replace('/', '.');
            columns.add(column(name, things.stream().map(thing -> thing.at(field).asText())));
        }
        if (fields.size() > WIDE) {
            columns.forEach(column -> line(indent, column.stream()));
            return;
        }
        for (int row = 0; row <= things.size(); row++) {
            int place = row;
            line(indent, columns.stream().map(column -> column.get(place)));
        }
    }

    private static List<String> column(String name, Stream<String> cells) {
        return Stream.concat(Stream.of(name), cells).toList();
    }

    private void line(String indent, Stream<String> cells) {
        String line = cells.map(Figures::cell).collect(Collectors.joining());
        out.accept(indent + line.stripTrailing());
    }

    private static void leaves(String path, JsonNode node, Set<String> fields) {
        if (node.isValueNode()) {
            fields.add(path);
        }
        node.properties()
                .forEach(member -> leaves(path + "/" + member.getKey(), member.getValue(), fields));
    }

    private static String cell(String text) {
        return text.length() < LONG ? text + " ".repeat(LONG - text.length()) : text + "  ";
    }
}
