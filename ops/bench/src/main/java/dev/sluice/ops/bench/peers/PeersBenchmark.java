package dev.sluice.ops.bench.peers;

import static dev.sluice.ops.bench.BenchFile.object;
import static dev.sluice.ops.bench.BenchFile.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.Benchmark.Workload;
import dev.sluice.ops.bench.ceiling.Bare;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The same pictures, model and queue through what a user would pick instead; for overhead, which
 * beside inference would drown in its noise, a model of next to nothing, with a queue of its own.
 */
public final class PeersBenchmark {
    /** The name is in the keys of the results that the rivals write. */
    private static final String PIPELINE = "moderation";

    private static final String LIGHT = "light";
    private static final List<String> RIVALS = List.of("python", "celery", "spring", "node");

    /** Until the first mark, and on to the second. */
    private record Stretch(Span warmUp, Span measured) {}

    private static final Stretch FLOW = new Stretch(new Span(800, 15), new Span(400, 8));
    private static final Stretch LIGHT_FLOW = new Stretch(new Span(1300, 15), new Span(500, 8));
    private static final int TAIL = 60;

    /** Short, so that what a dead worker held comes back within the benchmark's time. */
    private static final String LEASE = "lease: 10s";

    private PeersBenchmark() {}

    /** Overhead, in which a change shows most. */
    public static Workload workload() {
        return new Workload(
                "everyday photos through a model of next to nothing; no rivals",
                LIGHT,
                pipelines -> pipelines.light(LIGHT, LEASE),
                stand -> stand.worker(LIGHT, Map.of()),
                1000,
                1000);
    }

    public static JsonNode run(Bench bench) throws Exception {
        if (Bare.GPU) {
            throw new Unmeasurable("the rivals run on the CPU; unset ENABLE_GPU");
        }
        Path peers = bench.home().resolve("ops/bench/peers");
        List<Contender> contenders = new ArrayList<>(List.of(new Contender.Sluice("sluice")));
        for (String name : RIVALS) {
            contenders.add(new Contender.Rival(name, peers.resolve(name), bench.work()));
        }
        ObjectNode json = object();
        for (Contender contender : contenders) {
            bench.say("%s …", contender.name());
            try {
                contender.install();
                json.set(contender.name(), run(bench, contender));
            } catch (Unmeasurable e) {
                json.putObject(contender.name()).put("notMeasured", String.valueOf(e.getMessage()));
            }
        }
        sayStanding(bench, json);
        return json;
    }

    private static ObjectNode run(Bench bench, Contender contender) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        BenchPipelines.Definition both =
                pipelines -> pipelines.classifier(PIPELINE, LEASE).light(LIGHT, LEASE);
        try (Stand stand = Stand.open(bench, contender.name(), both, Map.of())) {
            Path model = stand.pipeline(LIGHT).folder();
            Bare.Parts before = Bare.measure(model, photos);
            Window flow = flow(contender, stand, PIPELINE, FLOW, photos);
            Window light = flow(contender, stand, LIGHT, LIGHT_FLOW, photos);
            double bare = before.plus(Bare.measure(model, photos)).cpuMillis();
            Crash crash = Crash.of(contender, stand, stand.pipeline(PIPELINE), photos);
            return object().put("warmUp", flow.before())
                    .put("picturesPerSecond", flow.perSecond())
                    .put("cpuMs", flow.cpuMillis())
                    .put("residentMB", flow.residentBytes() >> 20)
                    .put("lightWarmUp", light.before())
                    .put("lightPicturesPerSecond", light.perSecond())
                    .put("lightCpuMs", light.cpuMillis())
                    .put("lightCpuMsBare", bare)
                    .put("cpuMsOverhead", light.cpuMillis() - bare)
                    .put("cpuMsJit", light.jitMillis())
                    .setAll(tree(crash));
        }
    }

    private static Window flow(
            Contender contender, Stand stand, String name, Stretch stretch, List<byte[]> photos)
            throws Exception {
        Backlog backlog = stand.backlog(name);
        long count = stretch.warmUp.jobs() + stretch.measured.jobs() + TAIL;
        contender.send(stand, backlog, backlog.upload(name, count, photos));
        String log = contender.name() + "-" + name;
        try (Child child = contender.start(stand, backlog.pipeline(), log)) {
            return Window.of(backlog, child, stretch.warmUp, stretch.measured);
        } finally {
            backlog.drop(); // once it has ended: what it has in hand counts for nobody
        }
    }

    /** Where Sluice stands among its rivals, in the words of the goal. */
    private static void sayStanding(Bench bench, ObjectNode json) {
        JsonNode sluice = json.path("sluice");
        List<JsonNode> rivals =
                RIVALS.stream().map(json::path).filter(each -> each.has("cpuMs")).toList();
        if (rivals.isEmpty()) {
            bench.say("no rival was measured");
            return;
        }
        ToDoubleFunction<JsonNode> slowness = peer -> 1 / peer.path("picturesPerSecond").asDouble();
        ToDoubleFunction<JsonNode> overhead = peer -> peer.path("cpuMsOverhead").asDouble();
        ToDoubleFunction<JsonNode> warm =
                peer -> overhead.applyAsDouble(peer) - peer.path("cpuMsJit").asDouble();
        bench.say(
                "%.2f × the quickest rival's throughput; %.2f × the leanest's overhead, %.2f ×"
                        + " without JIT compilers",
                1 / overLeast(sluice, rivals, slowness),
                overLeast(sluice, rivals, overhead),
                overLeast(sluice, rivals, warm));
    }

    private static double overLeast(
            JsonNode sluice, List<JsonNode> rivals, ToDoubleFunction<JsonNode> figure) {
        double least = rivals.stream().mapToDouble(figure).min().orElseThrow();
        return figure.applyAsDouble(sluice) / least;
    }
}
