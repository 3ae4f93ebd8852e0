package dev.sluice.worker.task.flakes;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.input.picture.PictureLimits;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the task of {@code task: flakes}. Options: {@code material} and {@code magnification}, for
 * uploads whose metadata do not say; {@code method}; {@code constants}, a file of further ones.
 */
public final class FlakesTaskFactory implements TaskFactory {
    @Override
    public Made make(Pipeline pipeline, Graphs models, Cpu cpu, Problems problems) {
        Section options = pipeline.options(problems);
        String material = options.text("material", "Graphene");
        String magnification = options.text("magnification", "20x");
        Method method = options.choice("method", Method.class, Method.REGIONS);
        Optional<String> constants = options.optionalText("constants");
        if (constants.isPresent() && method == Method.CLASSICAL) {
            options.problem(
                    "constants",
                    "is not for method classical, whose model has its constants in it");
        }
        OnnxModel graph = models.first().getValue();
        Optional<InstanceForm> form =
                method == Method.INSTANCES
                        ? InstanceForm.read(options, graph.inputs(), graph.outputs())
                        : Optional.empty();
        options.done();
        if (method == Method.INSTANCES && form.isEmpty()) {
            return Made.none();
        }
        PictureLimits limits = PictureLimits.read(pipeline.limits(problems));
        if (Magnification.parse(magnification).isEmpty()) {
            options.problem(
                    "magnification",
                    "\"%s\" must be one of %s".formatted(magnification, Magnification.labels()));
            return Made.none();
        }
        Path gmm = pipeline.folder().resolve("gmm.json");
        Optional<Path> more = constants.map(it -> pipeline.folder().resolve(it).normalize());
        if (more.isPresent() && !more.orElseThrow().startsWith(pipeline.folder().normalize())) {
            options.problem("constants", "must be a file in the pipeline's folder");
            return Made.none();
        }
        try {
            Materials known = Materials.read(gmm);
            FlakesTask task =
                    new FlakesTask(
                            cpu,
                            new FlakesTask.Options(material, magnification, method, form),
                            more.isPresent() ? known.with(more.orElseThrow()) : known,
                            limits);
            WarmUp warmUp =
                    form.map(InstanceForm::warmUp)
                            .orElseGet(() -> new WarmUp(Set.of("class"), Distances.warmUp()));
            return new Made(task, Map.of(Pipeline.MODEL, warmUp));
        } catch (IOException e) {
            problems.add(more.orElse(gmm).toString(), "cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            options.problem("material", String.valueOf(e.getMessage()));
        }
        return Made.none();
    }
}
