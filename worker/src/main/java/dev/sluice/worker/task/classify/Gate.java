package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.Section;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.Port;
import dev.sluice.worker.model.Tensor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be said of a picture before its class counts: {@code options.gate}. A network that has
 * seen nothing but leaves takes a cat for one.
 *
 * @param network {@code gate.model}, one of the pipeline's, and {@code gate.input}, if it wants its
 *     pictures otherwise than the classifier; the classifier itself if no model is said
 * @param output {@code gate.output}, of that graph: one value a picture, from 0 to 1
 * @param above {@code gate.above}, default 0.5: a value over it opens the gate
 * @param otherwise {@code gate.otherwise}: the answer where the gate stays shut
 */
record Gate(Network network, String output, double above, String otherwise) {
    static Gate read(Section gate, Network network) {
        return new Gate(
                network,
                gate.text("output"),
                gate.decimal("above", 0.5, 0, 1),
                gate.text("otherwise"));
    }

    /** Says what can be told before the graph runs. */
    void declared(Map<String, Port> outputs, Section gate) {
        Optional<Port> port = Optional.ofNullable(outputs.get(output));
        if (port.isEmpty()) {
            if (!output.isEmpty()) { // said already, if it is
                gate.problem("output", "must be one of the graph's outputs: " + Port.list(outputs));
            }
        } else if (port.get().shape().stream().skip(1).anyMatch(size -> size > 1)) {
            gate.problem(
                    "output",
                    "\"%s\" is %s, but a gate is one value a picture"
                            .formatted(output, port.get()));
        }
    }

    /**
     * How sure the model is that the picture may pass.
     *
     * @throws ModelFailure if it does not answer one value
     */
    float value(Map<String, Tensor> outputs) throws ModelFailure {
        Tensor answer = outputs.get(output);
        float[] values = answer == null ? new float[0] : answer.toFloats();
        if (values.length != 1) {
            String message =
                    "the gate \"%s\" answers %d values, not 1".formatted(output, values.length);
            throw new ModelFailure(message, new IllegalStateException(message));
        }
        return values[0];
    }

    boolean opens(float value) {
        return value > above;
    }

    /** Compares what the graph answers to test pictures with what a gate is. */
    void check(List<Map<String, Tensor>> answers, Section options) {
        for (Map<String, Tensor> answer : answers) {
            try {
                float value = value(answer);
                if (value < 0 || value > 1) {
                    options.problem(
                            "gate.output",
                            "\"%s\" answers %s, but a gate is a probability from 0 to 1; end the graph with a sigmoid"
                                    .formatted(output, value));
                    return;
                }
            } catch (ModelFailure e) {
                options.problem("gate.output", String.valueOf(e.getMessage()));
                return;
            }
        }
    }
}
