package dev.sluice.ops.bench.ceiling;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.sdk.CpuPerJob;
import dev.sluice.ops.bench.sdk.Place;
import dev.sluice.ops.bench.sdk.Plan;
import dev.sluice.ops.bench.sdk.SdkLoop;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.CpuClock.Loop;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;

import java.util.List;
import java.util.Map;

/** How near the worker comes to the least that its work can cost. */
public final class CeilingBenchmark implements Benchmark {
    private static final String PIPELINE = "ceiling";

    /** Enough for the JIT compilers to settle. */
    private static final int WARM_UP = 3000;

    private static final int MEASURED = 4000;

    /** Left for the end, so that the pollers never run dry inside the window. */
    private static final int TAIL = 200;

    @Override
    public String name() {
        return "ceiling";
    }

    @Override
    public String about() {
        return "the worker's CPU beside bare inference, decoding and SDK calls (about 3 minutes)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE);
        Floor floor = Floor.measure(pipelines.repository().resolve(PIPELINE), photos);
        say(bench, "ONNX Runtime alone", floor.inference());
        say(bench, "OpenCV alone", floor.decode());
        say(bench, "one after the other", floor.both());
        try (Stand stand = Stand.open(bench, "stand", pipelines.repository(), Map.of())) {
            CpuPerJob sdk = sdk(stand, photos);
            bench.say(
                    "%-22s %28.3f CPU-ms a job (GET %.3f, PUT %.3f, update %.3f, receive %.3f,"
                            + " delete %.3f)",
                    "the bare SDK calls",
                    sdk.total(),
                    sdk.get(),
                    sdk.put(),
                    sdk.update(),
                    sdk.receive(),
                    sdk.delete());
            Split split = Split.of(worker(stand, photos), floor, sdk);
            split.say(bench);
            return split.json();
        }
    }

    /** The floor of the calls, in this process, with the worker's own clients. */
    private static CpuPerJob sdk(Stand stand, List<byte[]> photos) throws Exception {
        Backlog backlog = new Backlog(stand, stand.pipeline(PIPELINE));
        Plan plan = Plan.usual();
        backlog.send(backlog.upload("sdk", plan.jobs(), photos));
        return SdkLoop.measure(
                stand.clients(),
                new Place(backlog.url(), stand.settings().resultBucket(), stand.settings().table()),
                plan);
    }

    private static Window worker(Stand stand, List<byte[]> photos) throws Exception {
        Backlog backlog = new Backlog(stand, stand.pipeline(PIPELINE));
        backlog.send(backlog.upload("photo", WARM_UP + MEASURED + TAIL, photos));
        try (Child worker = stand.worker(PIPELINE, Map.of())) {
            return Window.of(backlog, worker, WARM_UP, MEASURED);
        }
    }

    private static void say(Bench bench, String what, Loop loop) {
        bench.say(
                "%-22s %7.1f pictures/s %9.3f CPU-ms a picture",
                what, loop.perSecond(), loop.cpuMillis());
    }
}
