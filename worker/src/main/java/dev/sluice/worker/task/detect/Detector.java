package dev.sluice.worker.task.detect;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.Tensor;

import java.util.List;
import java.util.Map;

/**
 * Makes boxes of a network's answer.
 *
 * @param head where they are
 * @param numbers what its numbers mean
 * @param suppression which of them stay
 * @param labels names of the classes
 */
record Detector(Head head, Numbers numbers, Suppression suppression, List<String> labels) {
    /** How far above 1 a probability may be by rounding. */
    private static final float ROUNDING = 1e-3f;

    /**
     * The best boxes, in pixels of the frame.
     *
     * @throws Grid.Unsuitable if the answer is not of the head's form, or has a class without a
     *     name
     */
    List<Candidate> read(Map<String, Tensor> answer) {
        List<Candidate> found = head.read(answer, numbers);
        for (Candidate candidate : found) {
            if (candidate.label() < 0 || candidate.label() >= labels.size()) {
                throw new Grid.Unsuitable(
                        head.outputs().iterator().next(),
                        List.of((long) candidate.label()),
                        "a class below " + labels.size() + ", the lines of labels");
            }
        }
        return suppression.best(found);
    }

    /** Looks at what the model answers before the first poll. */
    void check(List<Map<String, Tensor>> answers, Section options) {
        try {
            for (Map<String, Tensor> answer : answers) {
                Numbers all =
                        new Numbers(-Float.MAX_VALUE, numbers.logits(), numbers.corners(), 1, 1);
                for (Candidate candidate : head.read(answer, all)) {
                    if (candidate.score() < -ROUNDING || candidate.score() > 1 + ROUNDING) {
                        options.problem(
                                "scores",
                                "the model answers %s, which is no confidence; say scores: logits, or another format"
                                        .formatted(candidate.score()));
                        return;
                    }
                }
                read(answer);
            }
        } catch (Grid.Unsuitable e) {
            options.problem("format", "does not suit the graph: %s".formatted(e.getMessage()));
        }
    }
}
