package dev.sluice.worker.task.classify;

import dev.sluice.shared.config.InvalidConfiguration;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.input.picture.PictureHeader;
import dev.sluice.worker.input.picture.Shrink;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.JobModel;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Outcome;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.Upload;

import org.bytedeco.opencv.opencv_core.Mat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One pipeline of a repository as the worker runs it, without queue and store. */
final class Classifier implements AutoCloseable {
    private final Cpu cpu = new Cpu(1);
    private final Task task;
    private final Pipeline.Limits limits;
    private final Batcher batcher;

    /**
     * @throws InvalidConfiguration with what the task says of {@code pipeline.yaml}
     */
    Classifier(Path repository, String name) {
        Pipeline pipeline = Pipelines.read(repository, List.of(name)).all().getFirst();
        limits = pipeline.limits();
        OnnxModel model =
                new OnnxRuntime(false, 1).load(pipeline.folder().resolve(pipeline.model().file()));
        Problems problems = new Problems();
        TaskFactory.Made made = ClassifyTask.make(pipeline, model, cpu, problems);
        try {
            problems.throwIfAny();
        } catch (InvalidConfiguration e) {
            model.close();
            cpu.close();
            throw e;
        }
        task = made.task().orElseThrow();
        batcher =
                new Batcher(
                        pipeline.name(),
                        pipeline.model().batch(),
                        model.only(made.outputs()),
                        new Turns(),
                        task.warmUp(),
                        reason -> {},
                        Ticker.system());
        task.check(batcher.start(task.probes()), problems);
        try {
            problems.throwIfAny();
        } catch (InvalidConfiguration e) {
            stop();
            throw e;
        }
    }

    Result result(byte[] file) throws Exception {
        batcher.expect(1);
        PictureHeader header = PictureDecoder.header(file, limits);
        Shrink shrink = Shrink.of(header, task.sideNeeded());
        try (Mat picture = PictureDecoder.decode(file, header, shrink);
                JobModel model = batcher.forJob(false)) {
            return ((Outcome.Done) task.run(new Upload(picture, Map.of()), model)).result();
        }
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
        batcher.close(Duration.ofSeconds(10));
        cpu.close();
    }
}
