package dev.sluice.ops.models.trial;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.worker.ShippedTasks;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.Model;
import dev.sluice.worker.model.ModelFailure;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.Runner.RunFailed;
import dev.sluice.worker.model.Tensor;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.LoneJob;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A pipeline's real task with its real models, without a fleet around them: no queue, no batches,
 * one picture after the other. Used by one thread.
 */
public final class Trial {
    private final Task<?> task;
    private final Map<String, OnnxModel> models;
    private final Map<String, WarmUp> warmUps;
    private final Cpu cpu;

    private Trial(
            Task<?> task, Map<String, OnnxModel> models, Map<String, WarmUp> warmUps, Cpu cpu) {
        this.task = task;
        this.models = Map.copyOf(models);
        this.warmUps = Map.copyOf(warmUps);
        this.cpu = cpu;
    }

    /**
     * Makes the task as a worker does.
     *
     * @param graphs the pipeline's models, loaded; the caller closes them
     * @throws InvalidConfiguration with everything that does not suit
     */
    public static Trial of(Pipeline pipeline, Graphs graphs, Cpu cpu) {
        Problems problems = new Problems();
        TaskFactory.Made made =
                ShippedTasks.named(pipeline.task())
                        .map(factory -> factory.make(pipeline, graphs, cpu, problems))
                        .orElseGet(
                                () -> {
                                    problems.add(
                                            pipeline.name() + "/pipeline.yaml: task",
                                            ShippedTasks.unknown(pipeline.task()));
                                    return TaskFactory.Made.none();
                                });
        problems.throwIfAny();
        Map<String, OnnxModel> models = new HashMap<>();
        made.models()
                .forEach(
                        (name, warmUp) ->
                                models.put(
                                        name,
                                        graphs.named(name).orElseThrow().only(warmUp.outputs())));
        return new Trial(made.task().orElseThrow(), models, made.models(), cpu);
    }

    /**
     * Runs the warm-up and the probes, as a worker does at its start.
     *
     * @throws InvalidConfiguration if a model fails, or what it answers contradicts its options
     */
    public void warmUp() {
        Problems problems = new Problems();
        warmUps.forEach(
                (name, warmUp) -> {
                    OnnxModel model = Objects.requireNonNull(models.get(name));
                    List<Map<String, Tensor>> answers = new ArrayList<>();
                    try {
                        answers.addAll(model.run(List.of(warmUp.input())));
                    } catch (RunFailed e) {
                        problems.add(
                                "model " + name,
                                "fails its warm-up: %s; mend it or export it again"
                                        .formatted(e.getMessage()));
                        return;
                    }
                    for (Map<String, Tensor> probe : warmUp.probes()) {
                        try {
                            answers.addAll(model.run(List.of(probe)));
                        } catch (RunFailed e) {
                            // a healthy model may refuse a probe
                        }
                    }
                    warmUp.check().check(answers, problems);
                });
        problems.throwIfAny();
    }

    /** What each model is given at start, by the model's name. */
    public Map<String, WarmUp> warmUps() {
        return warmUps;
    }

    /**
     * What the task says of a file.
     *
     * @throws IOException if it cannot be read
     */
    public Answer of(Sample sample) throws IOException, ModelFailure, InterruptedException {
        byte[] content = Files.readAllBytes(sample.file());
        long begun = System.nanoTime();
        Finding finding = of(content);
        return new Answer(sample, finding, (System.nanoTime() - begun) / 1e6);
    }

    /** As the other, of a file's content. */
    public Finding of(byte[] content) throws ModelFailure, InterruptedException {
        return of(task, content);
    }

    private <I extends AutoCloseable> Finding of(Task<I> typed, byte[] content)
            throws ModelFailure, InterruptedException {
        try {
            Reader.Header<I> header = typed.reader().header(content);
            try (I input = cpu.run(header::decode)) {
                return typed.run(
                        input,
                        new LoneJob(
                                this::model, Map.of("customerID", "trial", "imageID", "trial")));
            }
        } catch (Undecodable e) {
            return new Finding.Refused(e.reason());
        } catch (ModelFailure | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Decodes a file, and no more. */
    public void decode(byte[] content) throws Undecodable {
        decode(task, content);
    }

    private <I extends AutoCloseable> void decode(Task<I> typed, byte[] content)
            throws Undecodable {
        try {
            Reader.Header<I> header = typed.reader().header(content);
            cpu.run(header::decode).close();
        } catch (Undecodable | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Model model(String name) {
        OnnxModel model = models.get(name);
        if (model == null) {
            throw new IllegalArgumentException("there is no model " + name);
        }
        return new OneByOne(model);
    }

    private record OneByOne(OnnxModel model) implements Model {
        @Override
        public List<Map<String, Tensor>> call(List<Map<String, Tensor>> items) throws ModelFailure {
            List<Map<String, Tensor>> answers = new ArrayList<>();
            for (Map<String, Tensor> item : items) {
                try {
                    answers.addAll(model.run(List.of(item)));
                } catch (RunFailed e) {
                    throw new ModelFailure(String.valueOf(e.getMessage()), e);
                }
            }
            return answers;
        }

        @Override
        public List<Map<String, Tensor>> lastCall(List<Map<String, Tensor>> items)
                throws ModelFailure {
            return call(items);
        }
    }
}
