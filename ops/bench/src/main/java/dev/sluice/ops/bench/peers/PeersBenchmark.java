package dev.sluice.ops.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.against.Workload;
import dev.sluice.ops.bench.ceiling.Floor;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.Window;
import dev.sluice.ops.bench.stand.Window.Span;
import dev.sluice.shared.pipeline.Pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The same pictures, model and queue through what a user would pick instead; for overhead a model
 * of next to nothing, with a queue of its own.
 */
public final class PeersBenchmark implements Benchmark {
    /** The name is in the keys of the results that the rivals write. */
    private static final String PIPELINE = "moderation";

    /** For overhead alone, which beside inference would drown in its noise. */
    private static final String LIGHT = "light";

    private static final Stretch FLOW =
            new Stretch(
                    new Span(800, Duration.ofSeconds(15)), new Span(400, Duration.ofSeconds(8)));
    private static final Stretch LIGHT_FLOW =
            new Stretch(
                    new Span(1300, Duration.ofSeconds(15)), new Span(500, Duration.ofSeconds(8)));
    private static final int TAIL = 60;

    /** Short, so that what a dead worker held comes back within the benchmark's time. */
    private static final String LEASE = "lease: 10s";

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String about() {
        return "the same work through four rivals, and one kill -9 of each (about 10 minutes)";
    }

    /** Overhead, in which a change shows most. */
    @Override
    public Optional<Workload> workload() {
        return Optional.of(
                Workload.ofWorker(
                        "everyday photos through a model of next to nothing; no rivals",
                        LIGHT,
                        pipelines -> pipelines.light(LIGHT, LEASE),
                        new Span(1000, Duration.ofSeconds(40)),
                        new Span(1000, Duration.ofSeconds(40))));
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        if (Floor.GPU) {
            throw new Unmeasurable("the rivals run on the CPU; unset ENABLE_GPU");
        }
        List<byte[]> photos = Photos.jpegs();
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE, LEASE)
                        .light(LIGHT, LEASE);
        Path folder = pipelines.repository().resolve(LIGHT);
        bench.say(
                "Overhead is measured with a model of next to nothing, as what is above it and bare"
                        + " decoding; these are measured before and after each.");
        Floor before = Floor.measure(folder, photos);
        ObjectNode json = BenchFile.object();
        for (Contender contender : contenders(bench)) {
            try {
                contender.install();
                Run run = run(bench, contender, pipelines.repository(), photos);
                Floor after = Floor.measure(folder, photos);
                double bare = before.plus(after).cpuMillis();
                json.set(contender.name(), report(bench, contender, run, bare));
                before = after;
            } catch (Unmeasurable e) {
                bench.say(
                        "%-8s not measured: %s", contender.name(), String.valueOf(e.getMessage()));
                json.putObject(contender.name()).put("notMeasured", String.valueOf(e.getMessage()));
            }
        }
        Verdict.say(bench, json);
        return json;
    }

    private static List<Contender> contenders(Bench bench) {
        Path peers = bench.home().resolve("ops").resolve("bench").resolve("peers");
        Stream<Contender> rivals =
                Stream.of(
                                Map.entry("python", "boto3, onnxruntime, OpenCV; a process a core"),
                                Map.entry("celery", "Celery on SQS; a process a core"),
                                Map.entry(
                                        "spring",
                                        "spring-cloud-aws @SqsListener, one JVM, AOT cache of the"
                                                + " start"),
                                Map.entry("node", "sqs-consumer, sharp; a process a core"))
                        .map(
                                rival ->
                                        new Peer(
                                                rival.getKey(),
                                                rival.getValue(),
                                                peers.resolve(rival.getKey()),
                                                bench.work()));
        return Stream.concat(Stream.of(new Sluice(!bench.launcher().worker().isEmpty())), rivals)
                .toList();
    }

    /** Until the first mark, and on to the second. */
    private record Stretch(Span warmUp, Span measured) {}

    /** What one contender did: with the shipped model, and with the light one. */
    private record Run(Window flow, Window light, Crash crash) {}

    private static Run run(Bench bench, Contender contender, Path repository, List<byte[]> photos)
            throws Exception {
        try (Stand stand = Stand.open(bench, contender.name(), repository, Map.of())) {
            Pipeline pipeline = stand.pipeline(PIPELINE);
            return new Run(
                    flow(contender, stand, pipeline, FLOW, photos),
                    flow(contender, stand, stand.pipeline(LIGHT), LIGHT_FLOW, photos),
                    Crash.of(contender, stand, pipeline, photos));
        }
    }

    private static ObjectNode report(Bench bench, Contender contender, Run run, double bare) {
        Window flow = run.flow();
        Window light = run.light();
        Crash crash = run.crash();
        double overhead = light.cpuMillis() - bare;
        bench.say(
                "%-8s %6.1f pictures/s  %6.2f CPU-ms a picture  %4d MB;  light model %6.1f"
                        + " pictures/s, overhead %5.2f CPU-ms (%.2f JIT compilers, after %d"
                        + " pictures);  after kill -9: %d duplicates, %d lost of %d   (%s)",
                contender.name(),
                flow.perSecond(),
                flow.cpuMillis(),
                flow.residentBytes() >> 20,
                light.perSecond(),
                overhead,
                light.jitMillis(),
                light.before(),
                crash.duplicates(),
                crash.lost(),
                crash.jobs(),
                contender.about());
        return BenchFile.object()
                .put("warmUp", flow.before())
                .put("picturesPerSecond", BenchFile.rounded(flow.perSecond(), 1))
                .put("cpuMs", BenchFile.rounded(flow.cpuMillis(), 2))
                .put("residentMB", flow.residentBytes() >> 20)
                .put("lightWarmUp", light.before())
                .put("lightPicturesPerSecond", BenchFile.rounded(light.perSecond(), 1))
                .put("lightCpuMs", BenchFile.rounded(light.cpuMillis(), 2))
                .put("lightCpuMsBare", BenchFile.rounded(bare, 2))
                .put("cpuMsOverhead", BenchFile.rounded(overhead, 2))
                .put("cpuMsJit", BenchFile.rounded(light.jitMillis(), 2))
                .put("duplicates", crash.duplicates())
                .put("lost", crash.lost());
    }

    private static Window flow(
            Contender contender,
            Stand stand,
            Pipeline pipeline,
            Stretch stretch,
            List<byte[]> photos)
            throws Exception {
        Backlog backlog = new Backlog(stand, pipeline);
        int jobs = Math.toIntExact(stretch.warmUp.jobs() + stretch.measured.jobs() + TAIL);
        contender.send(stand, pipeline, backlog, backlog.upload(pipeline.name(), jobs, photos));
        String log = contender.name() + "-" + pipeline.name();
        try (Child child = contender.start(stand, pipeline, log)) {
            return Window.of(backlog, child, stretch.warmUp, stretch.measured);
        } finally {
            backlog.drop(); // once it has ended: what it has in hand counts for nobody
        }
    }
}
