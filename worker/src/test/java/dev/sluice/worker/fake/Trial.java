package dev.sluice.worker.fake;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.ShippedTasks;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;
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
import dev.sluice.worker.task.JointTask;
import dev.sluice.worker.task.LoneJob;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A shipped pipeline as the worker runs it, without queue, store and table. */
public final class Trial implements AutoCloseable {
    private static final Path SHIPPED =
            Path.of(System.getProperty("sluice.home"), "worker", "pipelines");

    private final Cpu cpu = new Cpu(2);
    private final Pipeline pipeline;
    private final Task<?> task;
    private final Models models;

    /**
     * @throws InvalidConfiguration with what the task says of {@code pipeline.yaml}
     */
    public Trial(String name) {
        pipeline = Pipelines.read(SHIPPED, List.of(name)).all().getFirst();
        Map<String, OnnxModel> graphs = new LinkedHashMap<>();
        pipeline.models()
                .forEach(
                        (model, file) ->
                                graphs.put(
                                        model,
                                        new OnnxRuntime(false, 1)
                                                .load(pipeline.folder().resolve(file.file()))));
        Problems problems = new Problems();
        TaskFactory.Made made =
                ShippedTasks.named(pipeline.task())
                        .orElseThrow()
                        .make(pipeline, new Graphs(graphs), cpu, problems);
        problems.throwIfAny();
        task = made.task().orElseThrow();
        Map<String, Batcher> batchers = new LinkedHashMap<>();
        pipeline.models()
                .forEach(
                        (model, file) -> {
                            var warmUp = made.models().get(model);
                            Batcher batcher =
                                    new Batcher(
                                            new Batcher.Kind(model, file.batch(), warmUp.input()),
                                            graphs.get(model).only(warmUp.outputs()),
                                            new Turns(),
                                            reason -> {},
                                            Ticker.system());
                            batchers.put(model, batcher);
                            warmUp.check().check(batcher.start(warmUp.probes()), problems);
                        });
        problems.throwIfAny();
        models = new Models(batchers);
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    /** What it says of an upload. */
    public Finding of(byte[] file) throws Exception {
        return run(task, file, Optional.empty());
    }

    /** What it says of a part of an upload. */
    public Finding of(String part, byte[] file) throws Exception {
        return run(task, file, Optional.of(part));
    }

    /** What it finds. */
    public Result result(byte[] file) throws Exception {
        return ((Finding.Found) of(file)).result();
    }

    /** Why it refuses an upload, wherever it does. */
    public String refusal(Optional<String> part, byte[] file) throws Exception {
        try {
            return ((Finding.Refused) run(task, file, part)).why().toString();
        } catch (Undecodable e) {
            return e.reason().toString();
        }
    }

    private <I extends AutoCloseable> Finding run(Task<I> any, byte[] file, Optional<String> part)
            throws Exception {
        Reader<I> reader =
                any instanceof JointTask<I> joint ? joint.reader(part.orElseThrow()) : any.reader();
        models.expect(1);
        try (JobModels job = models.forJob(false);
                I input = reader.header(file).decode()) {
            return any.run(input, new LoneJob(job::named, Map.of()));
        }
    }

    @Override
    public void close() throws InterruptedException {
        models.close(Duration.ofSeconds(10));
        cpu.close();
    }
}
