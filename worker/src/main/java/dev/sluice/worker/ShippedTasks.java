package dev.sluice.worker;

import dev.sluice.shared.config.Nearest;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.classify.ClassifyTask;
import dev.sluice.worker.task.detect.DetectOptions;
import dev.sluice.worker.task.emotion.EmotionTask;
import dev.sluice.worker.task.flakes.FlakesTaskFactory;
import dev.sluice.worker.task.text.TextTask;
import dev.sluice.worker.task.voice.VoiceTask;

import java.util.Map;
import java.util.Optional;

/** The tasks that {@code task:} of a {@code pipeline.yaml} may name. */
public final class ShippedTasks {
    private static final Map<String, TaskFactory> BY_NAME =
            Map.of(
                    "classify", ClassifyTask::make,
                    "detect", DetectOptions::make,
                    "emotion", EmotionTask::make,
                    "flakes", new FlakesTaskFactory(),
                    "text", TextTask::make,
                    "voice", VoiceTask::make);

    private ShippedTasks() {}

    static Map<String, TaskFactory> byName() {
        return BY_NAME;
    }

    public static Optional<TaskFactory> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** What to say of a name that is none of them. */
    public static String unknown(String name) {
        return Nearest.to(name, BY_NAME.keySet())
                .map(near -> "is not known; did you mean \"" + near + "\"?")
                .orElse("is not known; known are " + BY_NAME.keySet());
    }
}
