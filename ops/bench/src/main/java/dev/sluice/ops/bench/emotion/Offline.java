package dev.sluice.ops.bench.emotion;

import com.sun.management.OperatingSystemMXBean;

import dev.sluice.shared.Tuning;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.ShippedTasks;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.picture.OpenCv;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.model.Batcher;
import dev.sluice.worker.model.Graphs;
import dev.sluice.worker.model.JobModels;
import dev.sluice.worker.model.Models;
import dev.sluice.worker.model.OnnxModel;
import dev.sluice.worker.model.OnnxRuntime;
import dev.sluice.worker.model.Turns;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.JointTask;
import dev.sluice.worker.task.LoneJob;
import dev.sluice.worker.task.TaskFactory;
import dev.sluice.worker.task.WarmUp;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The pipeline of captures as a worker runs it, on files in memory: reader, task, batchers, all
 * cores and as many jobs at the same time, without queue, store and table.
 */
final class Offline implements AutoCloseable {
    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final int cores = Runtime.getRuntime().availableProcessors();
    private final Cpu cpu = new Cpu(cores);
    private final JointTask<?> task;
    private final Models models;
    private final int jobsAtATime;

    Offline(Path pipelines) {
        OpenCv.load();
        Pipeline pipeline = Pipelines.read(pipelines, List.of("emotion")).all().getFirst();
        jobsAtATime = defaults(cores).permits(pipeline);
        OnnxRuntime runtime = new OnnxRuntime(false, cores);
        Map<String, OnnxModel> graphs = new LinkedHashMap<>();
        pipeline.models()
                .forEach((name, file) -> graphs.put(name, runtime.load(pipeline.folder(), file)));
        Problems problems = new Problems();
        TaskFactory.Made made =
                ShippedTasks.named(pipeline.task())
                        .orElseThrow()
                        .make(pipeline, new Graphs(graphs), cpu, problems);
        problems.throwIfAny();
        task = (JointTask<?>) made.task().orElseThrow();
        Map<String, Batcher> batchers = new LinkedHashMap<>();
        made.models()
                .forEach(
                        (name, warmUp) ->
                                batchers.put(
                                        name,
                                        batcher(
                                                name,
                                                pipeline.model(name),
                                                Map.entry(graph(graphs, name), warmUp),
                                                runtime)));
        models = new Models(batchers);
    }

    /** A worker's, of which the jobs at a time matter here. */
    private static Tuning defaults(int cores) {
        return new Tuning(
                Optional.empty(), 2, Optional.empty(), 1L << 30, cores, Duration.ZERO, false);
    }

    private static OnnxModel graph(Map<String, OnnxModel> graphs, String name) {
        return Optional.ofNullable(graphs.get(name)).orElseThrow();
    }

    private static Batcher batcher(
            String name,
            Pipeline.ModelFile file,
            Map.Entry<OnnxModel, WarmUp> model,
            OnnxRuntime runtime) {
        OnnxModel wanted = model.getKey().only(model.getValue().outputs());
        Batcher batcher =
                new Batcher(
                        new Batcher.Kind(name, file.batch(), model.getValue().input()),
                        runtime.runner(
                                name, file.batch(), file.batch().alone() ? wanted.alone() : wanted),
                        new Turns(),
                        _ -> {},
                        Ticker.system());
        batcher.start();
        return batcher;
    }

    /** For so long, till the JIT compilers have done most of their work. */
    void warmUp(String part, List<byte[]> files, Duration time) throws Exception {
        var _ = once(part, files, time);
    }

    /** Over and over, after as much time to warm up. */
    Pace pace(String part, List<byte[]> files, Duration time) throws Exception {
        var _ = once(part, files, time);
        long cpu = MACHINE.getProcessCpuTime();
        long done = once(part, files, time);
        return new Pace(
                done / (time.toNanos() / 1e9), (MACHINE.getProcessCpuTime() - cpu) / 1e6 / done);
    }

    private long once(String part, List<byte[]> files, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long done = 0;
        try (ExecutorService jobs = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < jobsAtATime; i++) {
                running.add(jobs.submit(() -> many(task, part, files, end)));
            }
            for (Future<Long> each : running) {
                done += each.get();
            }
        }
        return done;
    }

    private <I extends AutoCloseable> long many(
            JointTask<I> any, String part, List<byte[]> files, long end) throws Exception {
        Reader<I> reader = any.reader(part);
        long done = 0;
        while (System.nanoTime() - end < 0) {
            models.expect(1);
            Reader.Header<I> header = reader.header(files.get((int) (done % files.size())));
            try (JobModels job = models.forJob(false);
                    I input = cpu.run(header::decode)) {
                if (any.run(input, new LoneJob(job::named, Map.of()))
                        instanceof Finding.Refused(var why)) {
                    throw new IllegalStateException("a sample is refused: " + why);
                }
            }
            done++;
        }
        return done;
    }

    @Override
    public void close() throws InterruptedException {
        models.close(Duration.ofSeconds(10));
        cpu.close();
    }
}
