package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.JobModels;
import dev.sluice.worker.model.Models;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.LoneJob;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pipeline of a repository as the worker runs it, without queue and store. */
final class Classifier implements AutoCloseable {
    private final Cpu cpu = new Cpu(1);
    private final Map<String, OnnxModel> graphs = new LinkedHashMap<>();
    private final Task<Picture> task;
    private final Models models;

    /**
     * @throws InvalidConfiguration with what the task says of {@code pipeline.yaml}
     */
    Classifier(Path repository, String name) {
        Pipeline pipeline = Pipelines.read(repository, List.of(name)).all().getFirst();
        pipeline.models()
                .forEach(
                        (model, file) ->
                                graphs.put(
                                        model,
                                        new OnnxRuntime(false, 1)
                                                .load(pipeline.folder().resolve(file.file()))));
        Problems problems = new Problems();
        TaskFactory.Made made = ClassifyTask.make(pipeline, new Graphs(graphs), cpu, problems);
        try {
            problems.throwIfAny();
        } catch (InvalidConfiguration e) {
            graphs.values().forEach(OnnxModel::close);
            cpu.close();
            throw e;
        }
        task = picture(made.task().orElseThrow());
        Map<String, Batcher> batchers = new LinkedHashMap<>();
        made.models()
                .forEach(
                        (model, warmUp) -> {
                            Batcher batcher =
                                    new Batcher(
                                            new Batcher.Kind(
                                                    pipeline.name(),
                                                    pipeline.models().get(model).batch(),
                                                    warmUp.input()),
                                            graphs.get(model).only(warmUp.outputs()),
                                            new Turns(),
                                            reason -> {},
                                            Ticker.system());
                            batchers.put(model, batcher);
                            warmUp.check().check(batcher.start(warmUp.probes()), problems);
                        });
        models = new Models(batchers);
        try {
            problems.throwIfAny();
        } catch (InvalidConfiguration e) {
            stop();
            throw e;
        }
    }

    Result result(byte[] file) throws Exception {
        models.expect(1);
        try (Picture picture = task.reader().header(file).decode();
                JobModels job = models.forJob(false)) {
            return ((Finding.Found) task.run(picture, new LoneJob(job::named, Map.of()))).result();
        }
    }

    /** What a job acquires for it, bytes. */
    long memory(byte[] file) throws Exception {
        return task.reader().header(file).memory();
    }

    @SuppressWarnings("unchecked") // classifiers look at pictures
    private static Task<Picture> picture(Task<?> task) {
        return (Task<Picture>) task;
    }

    /** Confidences by class. */
    Map<String, Double> confidences(byte[] file) throws Exception {
        return ClassifyTaskTest.confidences(result(file));
    }

    private void stop() {
        try {
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        models.close(Duration.ofSeconds(10));
        cpu.close();
    }
}
