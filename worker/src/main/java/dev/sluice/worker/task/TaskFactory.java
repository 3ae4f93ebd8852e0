package dev.sluice.worker.task;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;

import java.util.Map;
import java.util.Optional;

/** Makes the task of one pipeline; found by the name that {@code task:} gives. */
@FunctionalInterface
public interface TaskFactory {
    /**
     * A task and what it asks of its models.
     *
     * @param task empty if a problem was noted that leaves none
     * @param models a warm-up for each that the task calls, by name
     */
    record Made(Optional<Task<?>> task, Map<String, WarmUp> models) {
        public Made {
            models = Map.copyOf(models);
        }

        public Made(Task<?> task, Map<String, WarmUp> models) {
            this(Optional.of(task), models);
        }

        /** Nothing, for the reasons noted as problems. */
        public static Made none() {
            return new Made(Optional.empty(), Map.of());
        }
    }

    /**
     * Checks options and graphs and makes the task. What is wrong is noted in {@code problems};
     * what is made is not used then.
     */
    Made make(Pipeline pipeline, Graphs models, Cpu cpu, Problems problems);
}
