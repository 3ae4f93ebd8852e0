package dev.sluice.ops.bench.simulated;

import static dev.sluice.ops.bench.BenchFile.array;
import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.against.Workload;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Proc;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.ops.bench.stand.ThreadCpu;
import dev.sluice.shared.job.Job;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Whether the worker keeps simulated accelerators busy, and what stops it where it does not. */
public final class FeedBenchmark {
    private static final int WARM_UP = 1000;
    private static final int MEASURED = 1000;

    /** Left for the end, so that the pollers never run dry inside the window. */
    private static final int TAIL = 200;

    /** For each of the two. */
    private static final Duration AT_MOST = Duration.ofSeconds(8);

    private FeedBenchmark() {}

    /** The lightest of the models: what it is fed shows most. */
    public static Workload workload() {
        Played played = Played.all().getFirst();
        return new Workload(
                "everyday photos to a simulated accelerator, " + played.name(),
                played.pipeline(),
                pipelines -> define(pipelines, played),
                stand -> worker(stand, played).awaitStart().child(),
                1000,
                1000);
    }

    private static Simulated worker(Stand stand, Played played) throws IOException {
        return Simulated.start(stand, "worker", played.pipeline(), played.device());
    }

    private static BenchPipelines define(BenchPipelines pipelines, Played played)
            throws IOException {
        return pipelines.classifier(
                played.pipeline(),
                "model: {file: model.onnx, version: simulated-%s, batch: {max: %d, maxDelay: 5ms}}"
                        .formatted(played.pipeline(), Played.BATCH));
    }

    public static JsonNode run(Bench bench) throws Exception {
        List<byte[]> photos = Photos.jpegs();
        ArrayNode json = array();
        for (Played played : Played.all()) {
            String name = played.pipeline();
            // Each with emulators of its own, which else would fill up with pictures.
            BenchPipelines pipelines = define(bench.pipelines("pipelines-" + name), played);
            try (Stand stand = Stand.open(bench, name, pipelines, Map.of())) {
                Backlog backlog = new Backlog(stand, stand.pipeline(name));
                List<Job> jobs = backlog.upload("photo", WARM_UP + MEASURED + TAIL, photos);
                backlog.send(jobs);
                json.add(feed(stand, played, jobs));
            }
        }
        return json;
    }

    private static ObjectNode feed(Stand stand, Played played, List<Job> jobs)
            throws IOException, InterruptedException {
        Snapshot first;
        Snapshot use;
        Limit.Machine machine;
        Limit.Cores cpu;
        try (Simulated worker = worker(stand, played)) {
            long pid = worker.child().pid();
            first = worker.awaitStart().awaitSettled(WARM_UP, AT_MOST);
            Duration before = Proc.machineCpu();
            ThreadCpu threads = ThreadCpu.of(pid);
            long begun = System.nanoTime();
            use = worker.awaitSettled(first.settled() + MEASURED, AT_MOST).since(first);
            double cores = Runtime.getRuntime().availableProcessors();
            double all = Proc.machineCpu().minus(before).toNanos() / cores;
            machine =
                    new Limit.Machine(
                            Math.min(1, all / (System.nanoTime() - begun)),
                            use.cpuNanos() / cores / use.nanos());
            cpu = Limit.Cores.of(ThreadCpu.of(pid).since(threads), use.settled());
        }
        int permits = stand.settings().tuning().permits(stand.pipeline(played.pipeline()));
        // The jobs settled meanwhile, about: several are worked on at a time.
        int to = (int) Math.min(jobs.size(), first.settled() + use.settled());
        List<Job> settled = jobs.subList((int) Math.min(to, first.settled()), to);
        Stages stages = Stages.read(stand, settled, permits, use.perSecond());
        return json(played, permits, use, machine, cpu, stages);
    }

    private static ObjectNode json(
            Played played,
            int permits,
            Snapshot use,
            Limit.Machine machine,
            Limit.Cores cpu,
            Stages stages) {
        double load = use.perSecond() / played.perSecond();
        double coresNeeded = played.perSecond() * use.cpuMillis() / 1000;
        Limit limit = Limit.of(load, machine, cpu, stages);
        ObjectNode json =
                object().put("accelerator", played.name())
                        .put("simulated", true)
                        .put("fixedMs", played.device().fixedMillis())
                        .put("perPictureMs", played.device().perItemMillis())
                        .put("batchMax", use.batchLimit())
                        .put("permits", permits)
                        .put("picturesPerSecondAtMost", played.perSecond())
                        .put("picturesPerSecond", use.perSecond())
                        .put("pictures", use.settled())
                        .put("fill", use.fill())
                        .put("busy", use.busy())
                        .put("load", load)
                        .put("limitedBy", limit.by().label())
                        .put("because", limit.reason())
                        .put("coresBusy", machine.all())
                        .put("coresBusyByWorker", machine.worker())
                        .put("cpuMsPerPicture", use.cpuMillis())
                        .put("picturesPerSecondPerCore", 1000 / use.cpuMillis())
                        .put("coresNeeded", coresNeeded)
                        .put("shape", played.balancing(coresNeeded));
        json.putObject("cpuMs")
                .put("decode", cpu.decode())
                .put("calls", cpu.calls())
                .put("queue", cpu.queue())
                .put("jvm", cpu.jvm());
        json.putObject("stageMs")
                .put("fetch", stages.fetch())
                .put("decode", stages.decode())
                .put("model", stages.model())
                .put("write", stages.write());
        return json;
    }
}
