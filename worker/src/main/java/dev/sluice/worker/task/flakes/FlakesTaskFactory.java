package dev.sluice.worker.task.flakes;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Makes the task of {@code task: flakes}. Options: {@code material} and {@code magnification}, for
 * uploads whose metadata do not say.
 */
public final class FlakesTaskFactory implements TaskFactory {
    @Override
    public Made make(Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        Section options = pipeline.options(problems);
        String material = options.text("material", "Graphene");
        String magnification = options.text("magnification", "20x");
        Method method = options.choice("method", Method.class, Method.REGIONS);
        options.done();
        PictureLimits limits = PictureLimits.read(pipeline.limits(problems));
        if (Magnification.parse(magnification).isEmpty()) {
            options.problem(
                    "magnification",
                    "\"%s\" must be one of %s".formatted(magnification, Magnification.labels()));
            return Made.none();
        }
        Path constants = pipeline.folder().resolve("gmm.json");
        try {
            FlakesTask task =
                    new FlakesTask(
                            cpu,
                            new FlakesTask.Options(material, magnification, method),
                            Materials.read(constants),
                            limits);
            return new Made(
                    task, Map.of(Pipeline.MODEL, new WarmUp(Set.of("class"), Distances.warmUp())));
        } catch (IOException e) {
            problems.add(constants.toString(), "cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            options.problem("material", String.valueOf(e.getMessage()));
        }
        return Made.none();
    }
}
