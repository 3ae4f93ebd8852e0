package dev.sluice.ops.deploy.stack;

import dev.sluice.ops.deploy.stack.StackChange.Action;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a deployment will do to one stack.
 *
 * @param source who says so
 */
record Plan(String stack, Source source, List<StackChange> changes) {
    /** New ones are counted; of others each is named. */
    enum Source {
        NEW("everything is new"),
        CHANGE_SET("by CloudFormation's change set"),
        COMPARISON("by comparing the templates, for this endpoint has no change sets");

        private final String words;

        Source(String words) {
            this.words = words;
        }
    }

    Plan {
        changes = List.copyOf(changes);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    List<StackChange> endangering() {
        return changes.stream().filter(StackChange::endangers).toList();
    }

    /** For a person, what may hurt last. */
    List<String> lines() {
        if (isEmpty()) {
            return List.of("Stack %s: nothing changes.".formatted(stack));
        }
        List<String> lines = new ArrayList<>();
        lines.add("Stack %s (%s):".formatted(stack, source.words));
        for (Action action : Action.values()) {
            List<StackChange> these = changes.stream().filter(c -> c.action() == action).toList();
            if (these.isEmpty()) {
                continue;
            }
            lines.add("  %s: %s".formatted(action.title, counted(these)));
            if (action != Action.ADD) {
                these.forEach(change -> lines.add("    " + words(change)));
            }
        }
        return lines;
    }

    private static String counted(List<StackChange> changes) {
        Map<String, Integer> counts = new TreeMap<>();
        changes.forEach(change -> counts.merge(change.type(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> Kind.of(entry.getKey()).counted(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String words(StackChange change) {
        String what = change.what().isEmpty() ? "" : ": " + String.join(", ", change.what());
        String danger = change.endangers() ? " (what is in it does not come along)" : "";
        return Kind.of(change.type()).one() + " " + change.name() + what + danger;
    }
}
