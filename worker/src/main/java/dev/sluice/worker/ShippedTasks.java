package dev.sluice.worker;

import dev.sluice.shared.config.Nearest;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.classify.ClassifyTask;
import dev.sluice.worker.task.command.CommandTask;
import dev.sluice.worker.task.detect.DetectOptions;
import dev.sluice.worker.task.emotion.EmotionTask;
import dev.sluice.worker.task.faces.FaceTasks;
import dev.sluice.worker.task.faces.Gallery;
import dev.sluice.worker.task.flakes.FlakesTaskFactory;
import dev.sluice.worker.task.text.TextTask;
import dev.sluice.worker.task.voice.VoiceTask;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tasks that {@code task:} of a {@code pipeline.yaml} may name. */
public final class ShippedTasks {
    private static final Map<String, TaskFactory> BY_NAME = with(Gallery.ofNothing());

    private ShippedTasks() {}

    /**
     * All of them.
     *
     * @param gallery where those keep faces that do
     */
    static Map<String, TaskFactory> with(Gallery gallery) {
        Map<String, TaskFactory> tasks = new TreeMap<>(new FaceTasks(gallery).byName());
        tasks.put("classify", ClassifyTask::make);
        tasks.put("command", CommandTask::make);
        tasks.put("detect", DetectOptions::make);
        tasks.put("emotion", EmotionTask::make);
        tasks.put("flakes", new FlakesTaskFactory());
        tasks.put("text", TextTask::make);
        tasks.put("voice", VoiceTask::make);
        return tasks;
    }

    /** One that is tried out without a deployment: nothing that it keeps is kept. */
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
