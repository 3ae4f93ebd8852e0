package dev.sluice.worker.task.classify;

import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.output.Result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * From what a network answers to what customers read.
 *
 * @param output where the scores are
 * @param top how many classes the document lists
 */
record Answers(Output output, Thresholds thresholds, int top, Advice advice) {
    /** The answer where no class is sure enough. */
    static final String UNSURE = "unsure";

    /** The index of an answer that is no class. */
    private static final int NONE = -1;

    private static final String CLASS = "class";
    private static final String CONFIDENCE = "confidence";

    /**
     * @param outputs of the classifier, for one picture
     * @throws ModelFailure if they are not what they were at the warm-up
     */
    Result of(Map<String, Tensor> outputs) throws ModelFailure {
        return result(output.confidences(outputs), Map.of());
    }

    /** The same, of a picture for which the gate opened. */
    Result of(Map<String, Tensor> outputs, Gate gate, float value) throws ModelFailure {
        return result(output.confidences(outputs), Map.of("gate", gate(gate, value, true)));
    }

    /** The answer where the gate stays shut: what the classifier says means nothing then. */
    Result shut(Gate gate, float value) {
        Map<String, Object> classification = entry(gate.otherwise(), NONE, 1 - value);
        classification.put("top", List.of());
        advice.of(gate.otherwise()).ifPresent(said -> classification.put("advice", said));
        classification.put("gate", gate(gate, value, false));
        return result(gate.otherwise().replace('_', ' '), classification);
    }

    private static Map<String, Object> gate(Gate gate, float value, boolean open) {
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("output", gate.output());
        said.put("value", rounded(value));
        said.put("above", gate.above());
        said.put("open", open);
        return said;
    }

    private Result result(float[] confidences, Map<String, Object> gate) {
        List<Map<String, Object>> ranked = new ArrayList<>();
        for (int index : Ranking.largest(confidences, top)) {
            ranked.add(entry(output.labels().name(index), index, confidences[index]));
        }
        int best = Ranking.largest(confidences, 1)[0];
        boolean independent = output.scores().independent();
        boolean sure = thresholds.reached(best, confidences[best]);
        boolean unsure = !independent && !sure;
        String answer = unsure ? UNSURE : output.labels().name(best);
        Map<String, Object> classification = entry(answer, unsure ? NONE : best, confidences[best]);
        classification.put("top", ranked);
        String headline = headline(best, confidences[best]);
        if (unsure) {
            headline = "%s (%s)".formatted(UNSURE, headline);
        }
        if (independent && thresholds.given()) {
            List<Integer> reached = reached(confidences);
            classification.put(
                    "classes",
                    reached.stream().map(index -> advised(index, confidences[index])).toList());
            headline =
                    reached.isEmpty()
                            ? "none (%s)".formatted(headline)
                            : reached.stream()
                                    .limit(3)
                                    .map(index -> headline(index, confidences[index]))
                                    .collect(Collectors.joining(", "));
        }
        advice.of(answer)
                .map(said -> sure || unsure ? said : List.of()) // "none" advises nothing
                .ifPresent(said -> classification.put("advice", said));
        classification.putAll(gate);
        return result(headline, classification);
    }

    private Map<String, Object> advised(int index, float confidence) {
        String name = output.labels().name(index);
        Map<String, Object> entry = entry(name, index, confidence);
        advice.of(name).ifPresent(said -> entry.put("advice", said));
        return entry;
    }

    /** The classes that reach their thresholds, the surest first. */
    private List<Integer> reached(float[] confidences) {
        List<Integer> reached = new ArrayList<>();
        for (int index : Ranking.largest(confidences, confidences.length)) {
            if (thresholds.reached(index, confidences[index])) {
                reached.add(index);
            }
        }
        return reached;
    }

    private String headline(int index, float confidence) {
        return String.format(
                Locale.ROOT, "%s %.1f %%", output.labels().name(index), 100 * confidence);
    }

    private static Result result(String headline, Map<String, Object> classification) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", "ONNX classifier");
        document.put("classification", classification);
        return new Result(
                headline,
                document,
                Map.of(
                        CLASS, classification.getOrDefault(CLASS, ""),
                        CONFIDENCE, classification.getOrDefault(CONFIDENCE, 0)));
    }

    private static Map<String, Object> entry(String answer, int index, float confidence) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(CLASS, answer);
        entry.put("class_index", index);
        entry.put(CONFIDENCE, rounded(confidence));
        return entry;
    }

    private static double rounded(float value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
