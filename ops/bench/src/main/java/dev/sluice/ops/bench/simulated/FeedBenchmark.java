package dev.sluice.ops.bench.simulated;

import static dev.sluice.ops.bench.BenchFile.array;
import static dev.sluice.ops.bench.BenchFile.object;
import static dev.sluice.ops.bench.BenchFile.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Workload;
import dev.sluice.ops.bench.simulated.SimulatedWorker.Snapshot;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;
import dev.sluice.shared.job.Job;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether the worker keeps simulated accelerators busy, and what stops it where it does not. */
public final class FeedBenchmark {
    private static final Span WARM_UP = new Span(1000, 8);
    private static final Span MEASURED = new Span(1000, 8);

    private FeedBenchmark() {}

    /**
     * The lightest of the models, and packed results: what it is fed shows most. {@code peers}
     * compares builds with an object for each result.
     */
    public static Workload workload() {
        Played played = Played.all().getFirst();
        String output =
                "output: {name: \"{customerID}/%s-result/{imageID}\", results: packed}"
                        .formatted(played.pipeline());
        return new Workload(
                "everyday photos to a simulated accelerator, packed results, " + played.name(),
                played.pipeline(),
                pipelines -> define(pipelines, played, output),
                stand -> SimulatedWorker.start(stand, played),
                1000,
                1000);
    }

    private static void define(BenchPipelines pipelines, Played played, String... lines)
            throws IOException {
        String model =
                "model: {file: model.onnx, version: simulated-%s, batch: {max: %d, maxDelay: 5ms}}"
                        .formatted(played.pipeline(), Played.BATCH);
        String[] all = Stream.concat(Stream.of(model), Stream.of(lines)).toArray(String[]::new);
        var _ = pipelines.classifier(played.pipeline(), all);
    }

    public static JsonNode run(Bench bench) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        ArrayNode json = array();
        for (Played played : Played.all()) {
            BenchPipelines.Definition one = pipelines -> define(pipelines, played);
            // Each with emulators of its own, which else would fill up with pictures.
            try (Stand stand = Stand.open(bench, played.pipeline(), one, Map.of())) {
                json.add(feed(stand, played, photos));
            }
        }
        return json;
    }

    private static ObjectNode feed(Stand stand, Played played, List<byte[]> photos)
            throws IOException, InterruptedException {
        Backlog backlog = stand.backlog(played.pipeline());
        List<Job> jobs = backlog.fill("photo", WARM_UP.jobs() + MEASURED.jobs(), photos);
        Window window;
        try (Child worker = SimulatedWorker.start(stand, played)) {
            window = Window.of(backlog, worker, WARM_UP, MEASURED);
        }
        Snapshot use = SimulatedWorker.within(window, stand);
        int permits = stand.settings().tuning().permits(backlog.pipeline());
        // The jobs settled meanwhile, about: several are worked on at a time.
        int from = (int) window.before();
        List<Job> settled = jobs.subList(from, from + (int) window.jobs());
        Stages stages = Stages.read(stand, settled, permits, window.perSecond());
        return json(played, permits, window, use, stages);
    }

    private static ObjectNode json(
            Played played, int permits, Window window, Snapshot use, Stages stages) {
        double load = window.perSecond() / played.perSecond();
        double coresNeeded = played.perSecond() * window.cpuMillis() / 1000;
        Limit.Cores cpu = Limit.Cores.of(window.cpuByThread(), window.jobs());
        Limit limit = Limit.of(load, window.coresBusy(), cpu, stages);
        ObjectNode json =
                object().put("accelerator", played.name())
                        .put("simulated", true)
                        .put("fixedMs", Played.FIXED_MILLIS)
                        .put("perPictureMs", played.perItemMillis())
                        .put("batchMax", use.batchLimit())
                        .put("permits", permits)
                        .put("picturesPerSecondAtMost", played.perSecond())
                        .put("picturesPerSecond", window.perSecond())
                        .put("pictures", window.jobs())
                        .put("fill", use.fill())
                        .put("busy", use.busy())
                        .put("load", load)
                        .put("limitedBy", limit.by().label())
                        .put("because", limit.reason())
                        .put("coresBusy", window.coresBusy())
                        .put("coresBusyByWorker", window.coresBusyByProgram())
                        .put("cpuMsPerPicture", window.cpuMillis())
                        .put("picturesPerSecondPerCore", 1000 / window.cpuMillis())
                        .put("coresNeeded", coresNeeded)
                        .put("shape", played.balancing(coresNeeded));
        json.set("cpuMs", tree(cpu));
        json.set("stageMs", tree(stages));
        return json;
    }
}
