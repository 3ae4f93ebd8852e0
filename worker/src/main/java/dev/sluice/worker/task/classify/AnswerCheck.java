package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.task.Labels;

import java.util.List;
import java.util.Optional;

/**
 * Compares what a network answers to the warm-up and to probes with what {@code pipeline.yaml} says
 * of it. Only what no right network does is refused.
 */
final class AnswerCheck {
    /** Networks in 8 bits round each probability to a multiple of 1/256: half of that off. */
    private static final double HALF_STEP = 1.0 / 512;

    /** What float16 and many classes cost a sum. */
    private static final double SUM = 0.01;

    private final Scores scores;
    private final Labels labels;
    private final Section options;

    /**
     * @param options is told what is wrong
     */
    AnswerCheck(Scores scores, Labels labels, Section options) {
        this.scores = scores;
        this.labels = labels;
        this.options = options;
    }

    /**
     * @param answers one for each of several unlike pictures, at least one
     */
    void check(List<float[]> answers) {
        Optional<float[]> other =
                answers.stream().filter(one -> !Scores.suit(one.length, labels.size())).findFirst();
        if (other.isPresent()) {
            options.problem("labels", labels.mismatch(other.get().length));
        } else if (scores.logits()) {
            applied(answers).ifPresent(what -> options.problem("scores", what));
        } else {
            answers.stream()
                    .flatMap(one -> unlikely(one).stream())
                    .findFirst()
                    .ifPresent(what -> options.problem("scores", what));
        }
    }

    /** What speaks against values that are taken as they are. */
    private Optional<String> unlikely(float[] values) {
        String logits =
                scores.independent()
                        ? "independent-logits"
                        : values.length == 1
                                ? "logits"
                                : "logits, or independent-logits if several classes can be true of"
                                        + " one picture";
        for (float value : values) {
            if (value < -HALF_STEP || value > 1 + HALF_STEP) {
                return Optional.of(
                        "the model answers %s, which is no probability; say scores: %s"
                                .formatted(value, logits));
            }
        }
        double sum = sum(values);
        if (scores.independent()
                || values.length == 1
                || Math.abs(sum - 1) <= SUM + HALF_STEP * values.length) {
            return Optional.empty();
        }
        return Optional.of(
                "the model's values sum to %.3f, not 1; say scores: independent if several classes can be true of one picture, or logits if the model ends without softmax"
                        .formatted(sum));
    }

    /** What speaks against values to which something is applied: it has been already. */
    private Optional<String> applied(List<float[]> answers) {
        boolean several = answers.size() > 1 && answers.getFirst().length > 1;
        if (!several || !answers.stream().allMatch(AnswerCheck::fromZeroToOne)) {
            return Optional.empty();
        }
        boolean softmax = answers.stream().allMatch(values -> Math.abs(sum(values) - 1) <= SUM);
        if (!softmax && !scores.independent()) {
            return Optional.empty();
        }
        return Optional.of(
                "the model has applied %s itself, for %d unlike pictures gave values from 0 to 1%s; say scores: %s"
                        .formatted(
                                softmax ? "softmax" : "the sigmoid",
                                answers.size(),
                                softmax ? " that sum to 1" : "",
                                softmax ? "probabilities" : "independent"));
    }

    private static boolean fromZeroToOne(float[] values) {
        for (float value : values) {
            if (value < 0 || value > 1) {
                return false;
            }
        }
        return true;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
