package dev.sluice.worker.task;

import dev.sluice.shared.config.Problems;
import dev.sluice.worker.model.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a task wants of one of its models before the first poll.
 *
 * @param outputs the graph's outputs that the task reads; the others are not computed
 * @param input takes the model through all its work, like a real upload. It runs at start, and
 *     again when the model's health is in doubt (RULES 14), so it must never fail on a healthy
 *     model
 * @param probes further inputs, unlike the first, for the check: one answer may not be enough to
 *     tell. A healthy model may refuse them
 */
public record WarmUp(
        Set<String> outputs,
        Map<String, Tensor> input,
        List<Map<String, Tensor>> probes,
        Check check) {
    public WarmUp {
        outputs = Set.copyOf(outputs);
        input = Map.copyOf(input);
        probes = List.copyOf(probes);
    }

    /** An input alone, whose answer may be any. */
    public WarmUp(Set<String> outputs, Map<String, Tensor> input) {
        this(outputs, input, List.of(), (_, _) -> {});
    }

    /** Looks at what the model answers: values may contradict options although shapes do not. */
    @FunctionalInterface
    public interface Check {
        /**
         * @param answers the first to the warm-up, the others to probes that the model did not
         *     refuse
         * @param problems is told what is wrong; nothing is polled then
         */
        void check(List<Map<String, Tensor>> answers, Problems problems);
    }
}
