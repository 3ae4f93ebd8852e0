package dev.sluice.ops.models.folder;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.List;
import java.util.Optional;

/**
 * Changes single values of a YAML text, and leaves everything else as it was written: comments,
 * order, quotes.
 */
public final class YamlEdit {
    private YamlEdit() {}

    /**
     * @param key with its mappings, {@code model.batch.max} for example; mappings that are missing
     *     are made
     * @throws IllegalArgumentException if the text is no mapping, or the key leads through a value
     *     that is none
     */
    public static String set(String text, String key, Object value) {
        List<String> path = List.of(key.split("\\."));
        Node root =
                new Compose(LoadSettings.builder().setUseMarks(true).build())
                        .composeString(text)
                        .orElseThrow(() -> new IllegalArgumentException("the YAML is empty"));
        return set(text, mapping(root, key), path, PipelineYaml.flow(value));
    }

    private static String set(String text, MappingNode mapping, List<String> path, String value) {
        Optional<Node> found =
                mapping.getValue().stream()
                        .filter(each -> isKey(each.getKeyNode(), path.getFirst()))
                        .map(NodeTuple::getValueNode)
                        .findFirst();
        List<String> rest = path.subList(1, path.size());
        if (found.isEmpty()) {
            return inserted(text, mapping, path.getFirst(), nested(rest, value));
        }
        if (!rest.isEmpty()) {
            return set(text, mapping(found.get(), path.getFirst()), rest, value);
        }
        int from = offset(text, found.get().getStartMark());
        int to = offset(text, found.get().getEndMark());
        return text.substring(0, from) + value + text.substring(to);
    }

    private static boolean isKey(Node node, String key) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(key);
    }

    private static MappingNode mapping(Node node, String key) {
        if (node instanceof MappingNode mapping) {
            return mapping;
        }
        throw new IllegalArgumentException("%s is not within a mapping".formatted(key));
    }

    /** What follows a new key: the value, in as many mappings as the path is long. */
    private static String nested(List<String> path, String value) {
        return path.isEmpty()
                ? value
                : "{" + path.getFirst() + ": " + nested(path.subList(1, path.size()), value) + "}";
    }

    private static String inserted(String text, MappingNode mapping, String key, String value) {
        List<NodeTuple> entries = mapping.getValue();
        if (entries.isEmpty()) {
            int at = offset(text, mapping.getStartMark()) + 1;
            return text.substring(0, at) + key + ": " + value + text.substring(at);
        }
        NodeTuple last = entries.getLast();
        if (mapping.getFlowStyle() == FlowStyle.FLOW) {
            int at = offset(text, last.getValueNode().getEndMark());
            return text.substring(0, at) + ", " + key + ": " + value + text.substring(at);
        }
        // Before the last entry's line: where the last value ends is harder to tell.
        Mark mark = last.getKeyNode().getStartMark().orElseThrow();
        int at = offset(text, Optional.of(mark)) - mark.getColumn();
        String line = " ".repeat(mark.getColumn()) + key + ": " + value + "\n";
        return text.substring(0, at) + line + text.substring(at);
    }

    /** Marks count code points, strings count chars. */
    private static int offset(String text, Optional<Mark> mark) {
        return text.offsetByCodePoints(0, mark.orElseThrow().getIndex());
    }
}
