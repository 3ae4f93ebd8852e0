package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.task.Labels;

import java.util.Collections;
import java.util.List;

/**
 * From which confidence a class counts: {@code options.threshold}, one number for all classes, or a
 * mapping from each class to its own.
 *
 * @param each in the order of the labels; empty if every confidence counts
 */
record Thresholds(List<Double> each) {
    private static final String KEY = "threshold";

    Thresholds {
        each = List.copyOf(each);
    }

    static Thresholds read(Section options, Labels labels) {
        if (!options.isMapping(KEY)) {
            double all = options.decimal(KEY, 0, 0, 1);
            return new Thresholds(all == 0 ? List.of() : Collections.nCopies(labels.size(), all));
        }
        Section own = options.section(KEY);
        List<Double> each =
                labels.names().stream()
                        .map(
                                label -> {
                                    if (own.optionalText(label).isEmpty()) {
                                        own.problem(label, "is missing; give every class a number");
                                    }
                                    return own.decimal(label, 0, 0, 1);
                                })
                        .toList();
        own.done();
        return new Thresholds(each);
    }

    boolean given() {
        return !each.isEmpty();
    }

    boolean reached(int index, float confidence) {
        return each.isEmpty() || confidence >= each.get(index);
    }
}
