package dev.sluice.ops.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
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
import java.util.stream.Stream;

/** The same pictures, model and queue through what a user would pick instead. */
public final class PeersBenchmark implements Benchmark {
    /** The name is in the keys of the results that the rivals write. */
    private static final String PIPELINE = "moderation";

    private static final Span WARM_UP = new Span(1500, Duration.ofSeconds(25));
    private static final Span MEASURED = new Span(600, Duration.ofSeconds(12));
    private static final int TAIL = 60;

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String about() {
        return "the same work through four rivals, and one kill -9 of each (about 10 minutes)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        // A short lease, so that what a dead worker held comes back within the benchmark's time.
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE, "lease: 10s");
        Path folder = pipelines.repository().resolve(PIPELINE);
        bench.say(
                "Bare inference and decoding are measured before and after each; what is above is"
                        + " overhead.");
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
                                                PIPELINE,
                                                bench.work()));
        return Stream.concat(
                        Stream.of(new Sluice(PIPELINE, !bench.launcher().worker().isEmpty())),
                        rivals)
                .toList();
    }

    /** What one contender did. */
    private record Run(Window window, Crash crash) {}

    private static Run run(Bench bench, Contender contender, Path repository, List<byte[]> photos)
            throws Exception {
        try (Stand stand = Stand.open(bench, contender.name(), repository, Map.of())) {
            Pipeline pipeline = stand.pipeline(PIPELINE);
            Window window = flow(contender, stand, pipeline, photos);
            return new Run(window, Crash.of(contender, stand, pipeline, photos));
        }
    }

    private static ObjectNode report(Bench bench, Contender contender, Run run, double bare) {
        Window window = run.window();
        Crash crash = run.crash();
        double overhead = window.cpuMillis() - bare;
        bench.say(
                "%-8s %6.1f pictures/s  %6.2f CPU-ms a picture, %5.2f of it overhead (%.2f JIT"
                        + " compilers, after %d pictures)  %4d MB"
                        + "  after kill -9: %d duplicates, %d lost of %d   (%s)",
                contender.name(),
                window.perSecond(),
                window.cpuMillis(),
                overhead,
                window.jitMillis(),
                window.before(),
                window.residentBytes() >> 20,
                crash.duplicates(),
                crash.lost(),
                crash.jobs(),
                contender.about());
        return BenchFile.object()
                .put("warmUp", window.before())
                .put("picturesPerSecond", BenchFile.rounded(window.perSecond(), 1))
                .put("cpuMs", BenchFile.rounded(window.cpuMillis(), 2))
                .put("cpuMsBare", BenchFile.rounded(bare, 2))
                .put("cpuMsOverhead", BenchFile.rounded(overhead, 2))
                .put("cpuMsJit", BenchFile.rounded(window.jitMillis(), 2))
                .put("residentMB", window.residentBytes() >> 20)
                .put("duplicates", crash.duplicates())
                .put("lost", crash.lost());
    }

    private static Window flow(
            Contender contender, Stand stand, Pipeline pipeline, List<byte[]> photos)
            throws Exception {
        Backlog backlog = new Backlog(stand, pipeline);
        int jobs = Math.toIntExact(WARM_UP.jobs() + MEASURED.jobs() + TAIL);
        contender.send(stand, backlog, backlog.upload("flow", jobs, photos));
        try (Child child = contender.start(stand, contender.name())) {
            return Window.of(backlog, child, WARM_UP, MEASURED);
        } finally {
            backlog.drop(); // once it has ended: what it has in hand counts for nobody
        }
    }
}
