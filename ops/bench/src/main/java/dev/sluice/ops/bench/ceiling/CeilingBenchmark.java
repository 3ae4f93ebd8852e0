package dev.sluice.ops.bench.ceiling;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.against.Workload;
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

    /** Enough for the JIT compilers to settle. */
    private static final Span WARM_UP = new Span(2500, 34);

    private static final Span MEASURED = new Span(1500, 16);
    private static final Span PROFILED = new Span(2000, 26);
    private static final Span BARE_WARM_UP = new Span(2000, 20);

    /** Left for the end, so that the pollers never run dry inside the window. */
    private static final int TAIL = 200;

    /** The emulators keep all pictures in memory. */
    private static final String HEAP = "-Xmx6g";

    private CeilingBenchmark() {}

    public static Workload workload() {
        return Workload.ofWorker(
                "everyday photos through the shipped moderation model",
                PIPELINE,
                pipelines -> pipelines.classifier(PIPELINE),
                500,
                800);
    }

    public static JsonNode run(Bench bench) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        BenchPipelines pipelines = bench.pipelines("pipelines").classifier(PIPELINE);
        Path folder = pipelines.repository().resolve(PIPELINE);
        Bare.Parts before = Bare.measure(folder, photos);
        try (Stand stand = Stand.open(bench, "stand", pipelines, Map.of(), HEAP)) {
            Window calls = bare(stand, false, photos);
            Window woven = bare(stand, true, photos);
            long jobs = WARM_UP.jobs() + MEASURED.jobs() + PROFILED.jobs();
            Backlog backlog = backlog(stand, "worker", jobs, photos);
            Window window;
            Profile profile;
            try (Child worker = stand.worker(PIPELINE, Map.of())) {
                window = Window.of(backlog, worker, WARM_UP, MEASURED);
                profile = Recording.of(stand, backlog, worker, PROFILED);
            }
            // A shared machine is quicker or slower minutes later.
            Bare.Parts parts = before.plus(Bare.measure(folder, photos));
            return split(window, woven, calls, parts, profile);
        }
    }

    private static Backlog backlog(Stand stand, String name, long jobs, List<byte[]> photos)
            throws InterruptedException {
        Backlog backlog = new Backlog(stand, stand.pipeline(PIPELINE));
        backlog.send(backlog.upload(name, jobs + TAIL, photos));
        return backlog;
    }

    private static Window bare(Stand stand, boolean pictures, List<byte[]> photos)
            throws IOException, InterruptedException {
        long jobs = BARE_WARM_UP.jobs() + MEASURED.jobs();
        Backlog backlog = backlog(stand, "bare-" + pictures, jobs, photos);
        try (Child process = BareWorker.start(stand, stand.pipeline(PIPELINE), pictures)) {
            Window window = Window.of(backlog, process, BARE_WARM_UP, MEASURED);
            process.killAll(); // it does not know how to stop
            backlog.drop();
            return window;
        }
    }

    /**
     * Where the worker's CPU goes. Our own work, which as a difference of large and noisy numbers
     * would drown, comes from the profile.
     */
    private static ObjectNode split(
            Window window, Window woven, Window calls, Bare.Parts parts, Profile profile) {
        double bare = parts.cpuMillis() + calls.cpuMillis();
        double bareWithoutJit = parts.cpuMillis() + calls.cpuMillisWithoutJit();
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
                        .put(
                                "cpuMsRest",
                                window.cpuMillisWithoutJit() - bareWithoutJit - profile.own())
                        .put("cpuMsWoven", woven.cpuMillis())
                        .put("picturesPerSecondWoven", woven.perSecond())
                        .put("ratioWoven", window.cpuMillis() / woven.cpuMillis())
                        .put(
                                "ratioWovenWithoutJit",
                                window.cpuMillisWithoutJit() / woven.cpuMillisWithoutJit())
                        .put("ratio", window.cpuMillis() / bare)
                        .put("ratioWithoutJit", window.cpuMillisWithoutJit() / bareWithoutJit);
        profile.addTo(json);
        return json;
    }
}
