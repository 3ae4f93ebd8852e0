package dev.sluice.worker.task;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.OnnxModel;

import java.util.Optional;
import java.util.Set;

/** Makes the task of one pipeline; found by the name that {@code task:} gives. */
@FunctionalInterface
public interface TaskFactory {
    /**
     * A task and what it asks of the model.
     *
     * @param task empty if a problem was noted that leaves none
     * @param outputs the graph's outputs that the task reads; the others are not computed
     */
    record Made(Optional<Task> task, Set<String> outputs) {
        public Made {
            outputs = Set.copyOf(outputs);
        }

        public Made(Task task, Set<String> outputs) {
            this(Optional.of(task), outputs);
        }

        /** Nothing, for the reasons noted as problems. */
        public static Made none() {
            return new Made(Optional.empty(), Set.of());
        }
    }

    /**
     * Checks options and graph and makes the task. What is wrong is noted in {@code problems}; what
     * is made is not used then.
     */
    Made make(Pipeline pipeline, OnnxModel model, Cpu cpu, Problems problems);
}
