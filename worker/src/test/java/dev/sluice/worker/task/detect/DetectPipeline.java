package dev.sluice.worker.task.detect;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.fake.OneJob;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.JobModel;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One detector as the worker runs it, without queue and store. */
final class DetectPipeline implements AutoCloseable {
    static final Path SHIPPED = Path.of("pipelines/detect");

    private final Cpu cpu = new Cpu(1);
    private final OnnxModel model;
    private final Task<Picture> task;
    private final Batcher batcher;

    /**
     * @throws InvalidConfiguration with what the task says of {@code pipeline.yaml}
     */
    DetectPipeline(Path repository) {
        Pipeline pipeline = Pipelines.read(repository, List.of("detect")).all().getFirst();
        Pipeline.ModelFile file = pipeline.models().get(Pipeline.MODEL);
        model = new OnnxRuntime(false, 1).load(pipeline.folder().resolve(file.file()));
        Problems problems = new Problems();
        TaskFactory.Made made =
                DetectOptions.make(
                        pipeline, new Graphs(Map.of(Pipeline.MODEL, model)), cpu, problems);
        try {
            problems.throwIfAny();
        } catch (InvalidConfiguration e) {
            model.close();
            cpu.close();
            throw e;
        }
        task = picture(made.task().orElseThrow());
        WarmUp warmUp = made.models().get(Pipeline.MODEL);
        batcher =
                new Batcher(
                        new Batcher.Kind(pipeline.name(), file.batch(), warmUp.input()),
                        model.only(warmUp.outputs()),
                        new Turns(),
                        reason -> {},
                        Ticker.system());
        warmUp.check().check(batcher.start(warmUp.probes()), problems);
        try {
            problems.throwIfAny();
        } catch (InvalidConfiguration e) {
            stop();
            throw e;
        }
    }

    /** A repository of one pipeline, the shipped one with another model and other words. */
    static Path repository(Path folder, Path model, List<String> labels, String... replacements)
            throws IOException {
        Path pipeline = Files.createDirectories(folder.resolve("detect"));
        Files.copy(model, pipeline.resolve("model.onnx"));
        Files.write(pipeline.resolve("labels.txt"), labels);
        String yaml = Files.readString(SHIPPED.resolve("pipeline.yaml"));
        for (int i = 0; i < replacements.length; i += 2) {
            if (!yaml.contains(replacements[i])) {
                throw new IllegalArgumentException(replacements[i]);
            }
            yaml = yaml.replace(replacements[i], replacements[i + 1]);
        }
        Files.writeString(pipeline.resolve("pipeline.yaml"), yaml);
        return folder;
    }

    Result result(byte[] file) throws Exception {
        batcher.expect(1);
        try (Picture picture = task.reader().header(file).decode();
                JobModel job = batcher.forJob(false)) {
            return ((Finding.Found) task.run(picture, OneJob.of(job, Map.of()))).result();
        }
    }

    /** What a job acquires for it, bytes. */
    long memory(byte[] file) throws Exception {
        return task.reader().header(file).memory();
    }

    @SuppressWarnings("unchecked") // detectors look at pictures
    private static Task<Picture> picture(Task<?> task) {
        return (Task<Picture>) task;
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
        batcher.close(Duration.ofSeconds(10));
        cpu.close();
    }
}
