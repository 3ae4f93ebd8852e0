package dev.sluice.ops.bench.ceiling;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Workload;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How near the worker comes to the least that its work can cost. */
public final class CeilingBenchmark {
    private static final String PIPELINE = "ceiling";

    private static final Span WARM_UP = new Span(2500, 34); // for the JIT compilers to settle
    private static final Span MEASURED = new Span(1500, 16);
    private static final Span PROFILED = new Span(2000, 26);
    private static final Span CALLS_WARM_UP = new Span(2000, 20);

    /** The emulators keep all pictures in memory. */
    private static final String HEAP = "-Xmx6g";

    private CeilingBenchmark() {}

    public static Workload workload() {
        return new Workload(
                "everyday photos through the shipped moderation model",
                PIPELINE,
                pipelines -> pipelines.classifier(PIPELINE),
                stand -> stand.worker(PIPELINE, Map.of()),
                500,
                800);
    }

    public static JsonNode run(Bench bench) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        BenchPipelines.Definition one = pipelines -> pipelines.classifier(PIPELINE);
        try (Stand stand = Stand.open(bench, "stand", one, Map.of(), HEAP)) {
            Path folder = stand.pipeline(PIPELINE).folder();
            Bare.Parts before = Bare.measure(folder, photos);
            Backlog backlog = stand.backlog(PIPELINE);
            Window calls = calls(stand, backlog, photos);
            long jobs = WARM_UP.jobs() + MEASURED.jobs() + PROFILED.jobs();
            var _ = backlog.fill("worker", jobs, photos);
            Window window;
            Profile profile;
            try (Child worker = stand.worker(PIPELINE, Map.of())) {
                window = Window.of(backlog, worker, WARM_UP, MEASURED);
                profile = Profile.of(stand, backlog, worker, PROFILED);
            }
            // A shared machine is quicker or slower minutes later.
            Bare.Parts parts = before.plus(Bare.measure(folder, photos));
            return split(window, calls, parts, profile);
        }
    }

    private static Window calls(Stand stand, Backlog backlog, List<byte[]> photos)
            throws IOException, InterruptedException {
        var _ = backlog.fill("calls", CALLS_WARM_UP.jobs() + MEASURED.jobs(), photos);
        try (Child process = BareCalls.start(stand, backlog.pipeline())) {
            Window window = Window.of(backlog, process, CALLS_WARM_UP, MEASURED);
            process.killAll(); // it does not know how to stop
            backlog.drop();
            return window;
        }
    }

    /** Where the worker's CPU goes; our own work, which as a difference would drown, by profile. */
    private static ObjectNode split(
            Window window, Window calls, Bare.Parts parts, Profile profile) {
        double bare = parts.cpuMillis() + calls.cpuMillis();
        double bareWithoutJit = parts.cpuMillis() + calls.cpuMillisWithoutJit();
        double withoutJit = window.cpuMillisWithoutJit();
        ObjectNode json =
                object().put("warmUp", window.before())
                        .put("pictures", window.jobs())
                        .put("picturesPerSecond", window.perSecond())
                        .put("cpuMs", window.cpuMillis())
                        .put("cpuMsInference", parts.inference().cpuMillis())
                        .put("cpuMsDecode", parts.decode().cpuMillis())
                        .put("cpuMsSdk", calls.cpuMillis())
                        .put("cpuMsSdkJit", calls.jitMillis())
                        .put("cpuMsJit", window.jitMillis())
                        .put("cpuMsRest", withoutJit - bareWithoutJit - profile.ownMillis())
                        .put("ratio", window.cpuMillis() / bare)
                        .put("ratioWithoutJit", withoutJit / bareWithoutJit);
        profile.addTo(json);
        return json;
    }
}
