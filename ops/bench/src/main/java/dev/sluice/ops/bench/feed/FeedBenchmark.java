package dev.sluice.ops.bench.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.against.Workload;
import dev.sluice.ops.bench.simulated.Simulated;
import dev.sluice.ops.bench.simulated.Snapshot;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Proc;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.ThreadCpu;
import dev.sluice.ops.bench.stand.Window.Span;
import dev.sluice.shared.job.Job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the worker keeps simulated accelerators busy, and what stops it where it does not. */
public final class FeedBenchmark implements Benchmark {
    private static final int WARM_UP = 1000;
    private static final int MEASURED = 1000;

    /** Left for the end, so that the pollers never run dry inside the window. */
    private static final int TAIL = 200;

    private static final Duration WARM_UP_AT_MOST = Duration.ofSeconds(8);
    private static final Duration WINDOW_AT_MOST = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "feed";
    }

    @Override
    public String about() {
        return "simulated accelerators, how well they are fed and what limits it (about 3 minutes)";
    }

    /** The lightest of the models: what it is fed shows most. */
    @Override
    public Optional<Workload> workload() {
        Played played = Played.all().getFirst();
        return Optional.of(
                new Workload(
                        "everyday photos to a simulated accelerator, " + played.name(),
                        played.pipeline(),
                        pipelines -> define(pipelines, played),
                        stand ->
                                Simulated.start(stand, "worker", played.pipeline(), played.device())
                                        .awaitStart()
                                        .child(),
                        new Span(1000, Duration.ofSeconds(40)),
                        new Span(1000, Duration.ofSeconds(40))));
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        bench.say(
                "Simulated: the accelerator, which only takes a + b·n ms for a batch of n, without"
                        + " CPU. Real: queue, fetch, decode, resize, batching, results, rows,"
                        + " deletes, against emulators on the same cores.");
        List<byte[]> photos = Photos.jpegs();
        ArrayNode json = BenchFile.object().arrayNode();
        for (Played played : Played.all()) {
            Fed fed = feed(bench, played, photos);
            fed.say(bench);
            json.add(fed.json());
        }
        return json;
    }

    /** Each with emulators of its own, which else would fill up with pictures. */
    private static Fed feed(Bench bench, Played played, List<byte[]> photos)
            throws IOException, InterruptedException {
        String name = played.pipeline();
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines-" + name));
        define(pipelines, played);
        try (Stand stand = Stand.open(bench, name, pipelines.repository(), Map.of())) {
            Backlog backlog = new Backlog(stand, stand.pipeline(name));
            List<Job> jobs = backlog.upload("photo", WARM_UP + MEASURED + TAIL, photos);
            backlog.send(jobs);
            return measure(stand, played, jobs);
        }
    }

    private static void define(BenchPipelines pipelines, Played played) throws IOException {
        pipelines.classifier(
                played.pipeline(),
                "model: {file: model.onnx, version: \"simulated-%s\", batch: {max: %d, maxDelay: 5ms}}"
                        .formatted(played.pipeline(), Played.BATCH));
    }

    /**
     * What was seen between two marks.
     *
     * @param before messages settled until the first
     */
    private record Seen(long before, Snapshot use, Limit.Machine machine, Cores cpu) {
        /** The jobs settled meanwhile, about: several are worked on at a time. */
        List<Job> of(List<Job> jobs) {
            int to = (int) Math.min(jobs.size(), before + use.settled());
            return jobs.subList((int) Math.min(to, before), to);
        }
    }

    private static Fed measure(Stand stand, Played played, List<Job> jobs)
            throws IOException, InterruptedException {
        Seen seen = watch(stand, played);
        int permits = stand.settings().tuning().permits(stand.pipeline(played.pipeline()));
        Stages stages = Stages.read(stand, seen.of(jobs), permits, seen.use().perSecond());
        return new Fed(played, permits, seen.use(), seen.machine(), seen.cpu(), stages);
    }

    private static Seen watch(Stand stand, Played played) throws IOException, InterruptedException {
        try (Simulated worker =
                Simulated.start(stand, "worker", played.pipeline(), played.device())) {
            long pid = worker.child().handle().pid();
            Snapshot first = worker.awaitStart().awaitSettled(WARM_UP, WARM_UP_AT_MOST);
            Duration machine = Proc.machineCpu();
            ThreadCpu threads = ThreadCpu.of(pid);
            long begun = System.nanoTime();
            Snapshot second = worker.awaitSettled(first.settled() + MEASURED, WINDOW_AT_MOST);
            Duration used = Proc.machineCpu().minus(machine);
            double all = (double) used.toNanos() / (System.nanoTime() - begun);
            Snapshot use = second.since(first);
            double mine = (double) use.cpuNanos() / use.nanos();
            double cores = Runtime.getRuntime().availableProcessors();
            return new Seen(
                    first.settled(),
                    use,
                    new Limit.Machine(Math.min(1, all / cores), mine / cores),
                    Cores.of(ThreadCpu.of(pid).since(threads), use.settled()));
        }
    }
}
