package dev.sluice.ops.models.measure;

import dev.sluice.ops.models.trial.Trial;
import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.StartFailure;
import dev.sluice.shared.pipeline.ModelFiles;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pipeline's folder, found good and loaded. */
public record Loaded(Pipeline pipeline, Graphs graphs, Trial trial, Cpu cpu)
        implements AutoCloseable {
    /**
     * Checks everything that a worker checks at its start.
     *
     * @param folder with a {@code pipeline.yaml}
     * @throws InvalidConfiguration with all problems at once
     * @throws StartFailure if ONNX Runtime refuses a model, or a GPU is missing
     */
    public static Loaded of(Path folder, OnnxRuntime runtime) {
        Pipelines pipelines = Pipelines.read(folder, List.of());
        if (pipelines.all().size() != 1 || !Files.exists(folder.resolve("pipeline.yaml"))) {
            throw new InvalidConfiguration(
                    List.of(folder + " holds no pipeline.yaml; name the folder of one pipeline"));
        }
        ModelFiles.check(pipelines);
        return of(pipelines.all().getFirst(), runtime);
    }

    /**
     * The same of a pipeline with a release, all of whose files are there.
     *
     * @throws InvalidConfiguration with all problems at once
     * @throws StartFailure if ONNX Runtime refuses a model, or a GPU is missing
     */
    public static Loaded of(Pipeline pipeline, OnnxRuntime runtime) {
        OpenCv.load();
        Map<String, OnnxModel> models = new LinkedHashMap<>();
        Cpu cpu = new Cpu(1);
        try {
            pipeline.models()
                    .forEach(
                            (name, model) ->
                                    models.put(name, runtime.load(pipeline.folder(), model)));
            Graphs graphs = new Graphs(models);
            Trial trial = Trial.of(pipeline, graphs, cpu);
            trial.warmUp();
            return new Loaded(pipeline, graphs, trial, cpu);
        } catch (RuntimeException | Error e) {
            close(models, cpu);
            throw e;
        }
    }

    /**
     * Checks a pipeline against those beside it: no key, row or result may be of two.
     *
     * @param repository their folder; one that holds no pipelines is good
     * @throws InvalidConfiguration with all problems at once
     */
    public static void checkBeside(Path repository) {
        if (!Files.exists(repository.resolve("pipeline.yaml"))) {
            var _ = Pipelines.read(repository, List.of());
        }
    }

    @Override
    public void close() {
        close(graphs.byName(), cpu);
    }

    private static void close(Map<String, OnnxModel> models, Cpu cpu) {
        cpu.close();
        models.values().forEach(OnnxModel::close);
    }
}
