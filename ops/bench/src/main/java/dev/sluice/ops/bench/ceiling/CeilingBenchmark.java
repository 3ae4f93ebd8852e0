package dev.sluice.ops.bench.ceiling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.against.Workload;
import dev.sluice.ops.bench.sdk.CpuPerJob;
import dev.sluice.ops.bench.sdk.Plan;
import dev.sluice.ops.bench.sdk.SdkProcess;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.CpuClock.Loop;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How near the worker comes to the least that its work can cost. */
public final class CeilingBenchmark implements Benchmark {
    private static final String PIPELINE = "ceiling";

    /** Enough for the JIT compilers to settle. */
    private static final Span WARM_UP = new Span(2500, Duration.ofSeconds(34));

    private static final Span MEASURED = new Span(1500, Duration.ofSeconds(16));
    private static final Span PROFILED = new Span(2000, Duration.ofSeconds(26));

    private static final Span WOVEN_WARM_UP = new Span(1500, Duration.ofSeconds(20));

    /** Left for the end, so that the pollers never run dry inside the window. */
    private static final int TAIL = 200;

    /** The emulators keep all pictures in memory. */
    private static final String HEAP = "-Xmx6g";

    @Override
    public String name() {
        return "ceiling";
    }

    @Override
    public String about() {
        return "the worker's CPU beside bare inference, decoding and SDK calls (about 5 minutes)";
    }

    @Override
    public Optional<Workload> workload() {
        return Optional.of(
                Workload.ofWorker(
                        "everyday photos through the shipped moderation model",
                        PIPELINE,
                        pipelines -> pipelines.classifier(PIPELINE),
                        new Span(500, Duration.ofSeconds(40)),
                        new Span(800, Duration.ofSeconds(40))));
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE);
        Path folder = pipelines.repository().resolve(PIPELINE);
        Floor before = Floor.measure(folder, photos);
        say(bench, before);
        say(bench, "one after the other", Floor.inTurn(folder, photos));
        try (Stand stand = Stand.open(bench, "stand", pipelines.repository(), Map.of(), HEAP)) {
            CpuPerJob sdk = sdk(bench, stand, photos);
            bench.say(
                    "%-22s %28.3f CPU-ms a job (GET %.3f, PUT %.3f, update %.3f, receive %.3f,"
                            + " delete %.3f; %.3f of it JIT compilers)",
                    "the bare SDK calls",
                    sdk.total(),
                    sdk.get(),
                    sdk.put(),
                    sdk.update(),
                    sdk.receive(),
                    sdk.delete(),
                    sdk.jit());
            if (sdk.failed() > 0) {
                throw new IOException(
                        "%d bare calls failed: %s".formatted(sdk.failed(), sdk.failure()));
            }
            return worker(bench, stand, photos, before, sdk, woven(bench, stand, photos));
        }
    }

    private static void say(Bench bench, Floor floor) {
        say(bench, "ONNX Runtime alone", floor.inference());
        say(bench, "OpenCV alone", floor.decode());
    }

    /** The floor of the calls, by the worker's own clients, in a process as warm as a worker. */
    private static CpuPerJob sdk(Bench bench, Stand stand, List<byte[]> photos) throws Exception {
        Backlog backlog = new Backlog(stand, stand.pipeline(PIPELINE));
        backlog.send(backlog.upload("sdk", Plan.usual().jobs(), photos));
        return SdkProcess.likeWorker(bench, stand, backlog.url());
    }

    /** All of it at once and without an engine, beside the same emulators. */
    private static Window woven(Bench bench, Stand stand, List<byte[]> photos) throws Exception {
        Pipeline pipeline = stand.pipeline(PIPELINE);
        Backlog backlog = backlog(stand, "woven", WOVEN_WARM_UP.jobs() + MEASURED.jobs(), photos);
        try (Child process = WovenProcess.start(stand, pipeline)) {
            Window window = Window.of(backlog, process, WOVEN_WARM_UP, MEASURED);
            process.killAll(); // it does not know how to stop
            backlog.drop();
            bench.say(
                    "%-22s %7.1f pictures/s %9.3f CPU-ms a picture; %.3f of it JIT compilers",
                    "all three at once",
                    window.perSecond(),
                    window.cpuMillis(),
                    window.jitMillis());
            return window;
        }
    }

    private static Backlog backlog(Stand stand, String name, long jobs, List<byte[]> photos)
            throws InterruptedException {
        Backlog backlog = new Backlog(stand, stand.pipeline(PIPELINE));
        backlog.send(backlog.upload(name, Math.toIntExact(jobs + TAIL), photos));
        return backlog;
    }

    private static JsonNode worker(
            Bench bench,
            Stand stand,
            List<byte[]> photos,
            Floor before,
            CpuPerJob sdk,
            Window woven)
            throws Exception {
        long jobs = WARM_UP.jobs() + MEASURED.jobs() + PROFILED.jobs();
        Backlog backlog = backlog(stand, "photo", jobs, photos);
        Window window;
        Optional<Profiled> profiled;
        try (Child worker = stand.worker(PIPELINE, Map.of())) {
            window = Window.of(backlog, worker, WARM_UP, MEASURED);
            profiled = Profiled.of(stand, backlog, worker, PROFILED);
        }
        Floor after = Floor.measure(stand.pipeline(PIPELINE).folder(), photos);
        bench.say("and after the worker:");
        say(bench, after);
        Split split =
                Split.of(
                        window,
                        woven,
                        before.plus(after),
                        sdk,
                        profiled.stream().mapToDouble(Profiled::own).findFirst());
        split.say(bench);
        ObjectNode json = split.json();
        profiled.ifPresentOrElse(
                found -> found.say(bench, json),
                () -> bench.say("  not profiled: this JVM has no samples of CPU time"));
        return json;
    }

    private static void say(Bench bench, String what, Loop loop) {
        bench.say(
                "%-22s %7.1f pictures/s %9.3f CPU-ms a picture",
                what, loop.perSecond(), loop.cpuMillis());
    }
}
