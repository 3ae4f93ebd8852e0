package dev.sluice.worker.task.detect;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Makes boxes of a network's answer. */
final class Detector {
    /** How far above 1 a probability may be by rounding. */
    private static final float ROUNDING = 1e-3f;

    /** Classes that are warned of; a network that makes up numbers fills no log. */
    private static final int MOST_WARNINGS = 100;

    private final Head head;
    private final Numbers numbers;
    private final Suppression suppression;
    private final List<String> labels;
    private final Consumer<String> warnings;
    private final Set<Integer> unnamed = ConcurrentHashMap.newKeySet();

    /**
     * @param head where the boxes are
     * @param numbers what its numbers mean
     * @param suppression which of them stay
     * @param labels names of the classes
     * @param warnings is told once of each class that has no name
     */
    Detector(
            Head head,
            Numbers numbers,
            Suppression suppression,
            List<String> labels,
            Consumer<String> warnings) {
        this.head = head;
        this.numbers = numbers;
        this.suppression = suppression;
        this.labels = List.copyOf(labels);
        this.warnings = warnings;
    }

    /** The name of a candidate's class. */
    String name(Candidate candidate) {
        return labels.get(candidate.label());
    }

    /**
     * The best boxes, in pixels of the frame, of classes that have a name.
     *
     * @throws Grid.Unsuitable if the answer is not of the head's form
     */
    List<Candidate> read(Map<String, Tensor> answer) {
        List<Candidate> found = head.read(answer, numbers);
        found.stream().filter(it -> !named(it)).forEach(this::warn);
        return suppression.best(found.stream().filter(this::named).toList());
    }

    private boolean named(Candidate candidate) {
        return candidate.label() >= 0 && candidate.label() < labels.size();
    }

    private void warn(Candidate candidate) {
        if (unnamed.size() < MOST_WARNINGS && unnamed.add(candidate.label())) {
            warnings.accept(
                    "boxes of class %d are left out: labels has %d lines, for classes from 0"
                            .formatted(candidate.label(), labels.size()));
        }
    }

    /** Looks at what the model answers before the first poll. */
    void check(List<Map<String, Tensor>> answers, Section options) {
        Numbers all = new Numbers(-Float.MAX_VALUE, numbers.logits(), numbers.corners(), 1, 1);
        try {
            for (Map<String, Tensor> answer : answers) {
                for (Candidate candidate : head.read(answer, all)) {
                    if (candidate.score() < -ROUNDING || candidate.score() > 1 + ROUNDING) {
                        options.problem(
                                "scores",
                                "the model answers %s, which is no confidence; say scores: logits, or another format"
                                        .formatted(candidate.score()));
                        return;
                    }
                    if (!named(candidate) && !padding(candidate)) {
                        options.problem(
                                "labels",
                                "the model answers class %d, and labels has %d lines; write one line for each class, in the model's order from 0"
                                        .formatted(candidate.label(), labels.size()));
                        return;
                    }
                }
            }
        } catch (Grid.Unsuitable e) {
            options.problem("format", "does not suit the graph: %s".formatted(e.getMessage()));
        }
    }

    /** Whether it is a row beyond the last box; its class is any number, often -1. */
    private static boolean padding(Candidate candidate) {
        Edges edges = candidate.edges();
        return candidate.score() <= 0
                || edges.left() >= edges.right()
                || edges.top() >= edges.bottom();
    }
}
