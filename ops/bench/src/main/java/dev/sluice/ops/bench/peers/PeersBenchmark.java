package dev.sluice.ops.bench.peers;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.against.Workload;
import dev.sluice.ops.bench.ceiling.Bare;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The same pictures, model and queue through what a user would pick instead; for overhead, which
 * beside inference would drown in its noise, a model of next to nothing, with a queue of its own.
 */
public final class PeersBenchmark {
    /** The name is in the keys of the results that the rivals write. */
    private static final String PIPELINE = "moderation";

    private static final String LIGHT = "light";

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
        return Workload.ofWorker(
                "everyday photos through a model of next to nothing; no rivals",
                LIGHT,
                pipelines -> pipelines.light(LIGHT, LEASE),
                1000,
                1000);
    }

    public static JsonNode run(Bench bench) throws Exception {
        if (Bare.GPU) {
            throw new Unmeasurable("the rivals run on the CPU; unset ENABLE_GPU");
        }
        List<byte[]> photos = Photos.jpegs();
        BenchPipelines pipelines =
                bench.pipelines("pipelines").classifier(PIPELINE, LEASE).light(LIGHT, LEASE);
        Path light = pipelines.repository().resolve(LIGHT);
        Bare.Parts before = Bare.measure(light, photos);
        ObjectNode json = object();
        for (Contender contender : contenders(bench)) {
            bench.say("%s …", contender.name());
            try {
                contender.install();
                Run run = run(bench, contender, pipelines, photos);
                Bare.Parts after = Bare.measure(light, photos);
                json.set(contender.name(), run.json(before.plus(after).cpuMillis()));
                before = after;
            } catch (Unmeasurable e) {
                json.putObject(contender.name()).put("notMeasured", String.valueOf(e.getMessage()));
            }
        }
        sayStanding(bench, json);
        return json;
    }

    private static List<Contender> contenders(Bench bench) {
        Path peers = bench.home().resolve("ops/bench/peers");
        Stream<Contender> rivals =
                Stream.of("python", "celery", "spring", "node")
                        .map(name -> new Peer(name, peers.resolve(name), bench.work()));
        return Stream.concat(Stream.of(new Contender.Sluice()), rivals).toList();
    }

    /** What one contender did: with the shipped model, and with the light one. */
    private record Run(Window flow, Window light, Crash crash) {
        /**
         * @param bare the light model and decoding
         */
        ObjectNode json(double bare) {
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
                    .put("duplicates", crash.duplicates())
                    .put("lost", crash.lost());
        }
    }

    private static Run run(
            Bench bench, Contender contender, BenchPipelines pipelines, List<byte[]> photos)
            throws Exception {
        try (Stand stand = Stand.open(bench, contender.name(), pipelines, Map.of())) {
            return new Run(
                    flow(contender, stand, PIPELINE, FLOW, photos),
                    flow(contender, stand, LIGHT, LIGHT_FLOW, photos),
                    Crash.of(contender, stand, stand.pipeline(PIPELINE), photos));
        }
    }

    private static Window flow(
            Contender contender, Stand stand, String name, Stretch stretch, List<byte[]> photos)
            throws Exception {
        Backlog backlog = new Backlog(stand, stand.pipeline(name));
        long count = stretch.warmUp.jobs() + stretch.measured.jobs() + TAIL;
        contender.send(stand, backlog, backlog.upload(name, count, photos));
        String log = contender.name() + "-" + name;
        try (Child child = contender.start(stand, stand.pipeline(name), log)) {
            return Window.of(backlog, child, stretch.warmUp, stretch.measured);
        } finally {
            backlog.drop(); // once it has ended: what it has in hand counts for nobody
        }
    }

    /** Where Sluice stands among its rivals, in the words of the goal. */
    private static void sayStanding(Bench bench, ObjectNode json) {
        List<JsonNode> rivals =
                json.properties().stream()
                        .filter(peer -> !peer.getKey().equals("sluice"))
                        .map(Map.Entry::getValue)
                        .filter(peer -> peer.has("picturesPerSecond"))
                        .toList();
        if (rivals.isEmpty()) {
            bench.say("no rival was measured");
            return;
        }
        JsonNode sluice = json.path("sluice");
        ToDoubleFunction<JsonNode> speed = peer -> peer.path("picturesPerSecond").asDouble();
        ToDoubleFunction<JsonNode> overhead = peer -> peer.path("cpuMsOverhead").asDouble();
        ToDoubleFunction<JsonNode> warm =
                peer -> overhead.applyAsDouble(peer) - peer.path("cpuMsJit").asDouble();
        bench.say(
                "%.2f × the quickest rival's throughput; %.2f × the leanest's overhead, %.2f ×"
                        + " without JIT compilers",
                speed.applyAsDouble(sluice) / of(rivals, speed).max().orElseThrow(),
                overhead.applyAsDouble(sluice) / of(rivals, overhead).min().orElseThrow(),
                warm.applyAsDouble(sluice) / of(rivals, warm).min().orElseThrow());
    }

    private static DoubleStream of(List<JsonNode> peers, ToDoubleFunction<JsonNode> figure) {
        return peers.stream().mapToDouble(figure);
    }
}
