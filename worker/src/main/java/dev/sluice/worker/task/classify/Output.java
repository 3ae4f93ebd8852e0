package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.Labels;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a graph's scores are and what they mean: {@code options.output} (needed where there are
 * several), {@code options.scores} and {@code options.temperature} (which logits are divided by,
 * default 1).
 */
record Output(String name, Labels labels, Scores scores, double temperature) {
    private static final Set<Tensor.Type> FLOATS = Set.of(Tensor.Type.FLOAT16, Tensor.Type.FLOAT32);

    static Output read(Section options, Labels labels, Map<String, Port> outputs) {
        String name = name(options, outputs);
        Scores scores = options.choice("scores", Scores.class, Scores.PROBABILITIES);
        double temperature = options.decimal("temperature", 1, 0.01, 100);
        if (!scores.logits() && temperature != 1) {
            options.problem(
                    "temperature",
                    "divides logits, and scores are none; say scores: logits or"
                            + " independent-logits, if that is what the model answers");
        }
        if (labels.size() == 1 && !scores.independent()) {
            options.problem(
                    "labels",
                    labels.file()
                            + " has 1 line, and of one class nothing is to be told; name both"
                            + " classes, or say scores: independent");
        }
        Output output = new Output(name, labels, scores, temperature);
        Optional.ofNullable(outputs.get(name)).ifPresent(port -> output.declared(port, options));
        return output;
    }

    private static String name(Section options, Map<String, Port> outputs) {
        Optional<String> named = options.optionalText("output");
        if (named.isPresent() ? outputs.containsKey(named.get()) : outputs.size() == 1) {
            return named.orElseGet(() -> outputs.keySet().iterator().next());
        }
        options.problem("output", "must be one of the graph's outputs: " + Port.list(outputs));
        return "";
    }

    /** What can be told of the scores before the graph runs. */
    private void declared(Port port, Section options) {
        if (port.type().filter(FLOATS::contains).isEmpty() && !port.isMaps()) {
            options.problem(
                    "output",
                    "\"%s\" is %s, but scores are float32 or float16".formatted(name, port));
            return;
        }
        if (port.shape().size() == 1 && port.shape().getFirst() > 1) {
            options.problem(
                    "output",
                    "\"%s\" is %s, which leaves no dimension for the pictures of a batch; export the model so that it answers [?, %d]"
                            .formatted(name, port, port.shape().getFirst()));
            return;
        }
        long values = port.shape().isEmpty() ? -1 : 1;
        for (long size : port.shape().stream().skip(1).toList()) {
            values = size < 0 || values < 0 ? -1 : Math.multiplyExact(values, size);
        }
        if (values >= 0 && labels.size() > 0 && !Scores.suit(values, labels.size())) {
            options.problem("labels", labels.mismatch(values));
        }
    }

    /** The values as the graph gives them. */
    float[] values(Map<String, Tensor> outputs) {
        Tensor answer = outputs.get(name);
        if (answer == null) {
            throw new IllegalStateException("the model gave no output " + name);
        }
        return answer.toFloats();
    }

    /**
     * A confidence from 0 to 1 for each label.
     *
     * @throws ModelFailure if there are more or fewer values than at the warm-up: what the graph
     *     answers depends on the picture
     */
    float[] confidences(Map<String, Tensor> outputs) throws ModelFailure {
        float[] values = values(outputs);
        if (!Scores.suit(values.length, labels.size())) {
            String message = labels.mismatch(values.length);
            throw new ModelFailure(message, new IllegalStateException(message));
        }
        return scores.confidences(values, labels.size(), temperature);
    }
}
