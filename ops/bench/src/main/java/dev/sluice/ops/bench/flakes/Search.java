package dev.sluice.ops.bench.flakes;

import com.sun.management.OperatingSystemMXBean;

import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.pipeline.Release;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.ShippedTasks;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.input.picture.Picture;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.JobModels;
import dev.sluice.worker.model.Models;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.LoneJob;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;
import dev.sluice.worker.task.flakes.FlakesTask;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The shipped pipeline of flakes with one of its methods, on pictures in memory. */
final class Search implements AutoCloseable {
    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Cpu cpu = new Cpu(1);
    private final OnnxModel graph;
    private final FlakesTask task;
    private final Models models;

    Search(Path home, String method) {
        OpenCv.load();
        Pipeline shipped =
                Pipelines.read(home.resolve("worker/pipelines"), List.of("flakes"))
                        .all()
                        .getFirst();
        Release release = shipped.release();
        Map<String, @Nullable Object> options = new LinkedHashMap<>(release.options());
        options.put("method", method);
        Pipeline pipeline =
                shipped.with(
                        new Release(release.models(), release.input(), options, release.folder()));
        OnnxRuntime runtime = new OnnxRuntime(false, 1);
        Pipeline.ModelFile file = pipeline.model(Pipeline.MODEL);
        graph = runtime.load(pipeline.folder(), file);
        Problems problems = new Problems();
        TaskFactory.Made made =
                ShippedTasks.named(pipeline.task())
                        .orElseThrow()
                        .make(pipeline, new Graphs(Map.of(Pipeline.MODEL, graph)), cpu, problems);
        problems.throwIfAny();
        task = (FlakesTask) made.task().orElseThrow();
        Map<String, Batcher> batchers = new LinkedHashMap<>();
        made.models()
                .forEach(
                        (name, warmUp) -> batchers.put(name, batcher(name, file, warmUp, runtime)));
        models = new Models(batchers);
    }

    private Batcher batcher(
            String name, Pipeline.ModelFile file, WarmUp warmUp, OnnxRuntime runtime) {
        Batcher batcher =
                new Batcher(
                        new Batcher.Kind(name, file.batch(), warmUp.input()),
                        runtime.runner(name, file.batch(), graph.only(warmUp.outputs())),
                        new Turns(),
                        _ -> {},
                        Ticker.system());
        batcher.start();
        return batcher;
    }

    /** CPU time of the process for each picture, milliseconds; decoding is not counted. */
    double cpuMillis(List<Path> pictures, int rounds) throws Exception {
        List<Picture> decoded = new ArrayList<>();
        try {
            for (Path picture : pictures) {
                decoded.add(task.reader().header(Files.readAllBytes(picture)).decode());
            }
            long begun = MACHINE.getProcessCpuTime();
            for (int i = 0; i < rounds; i++) {
                for (Picture picture : decoded) {
                    models.expect(1);
                    try (JobModels job = models.forJob(false)) {
                        if (task.search(picture, new LoneJob(job::named, Map.of()))
                                instanceof Finding.Refused(var why)) {
                            throw new IllegalStateException("a sample is refused: " + why);
                        }
                    }
                }
            }
            return (MACHINE.getProcessCpuTime() - begun) / 1e6 / rounds / decoded.size();
        } finally {
            decoded.forEach(Picture::close);
        }
    }

    @Override
    public void close() throws InterruptedException {
        models.close(Duration.ofSeconds(10)); // and the graph's session with it
        cpu.close();
    }
}
