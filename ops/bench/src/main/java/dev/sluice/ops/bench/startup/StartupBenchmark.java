package dev.sluice.ops.bench.startup;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From the start of a worker's process to its first result, with a job waiting: loading of classes
 * and natives, the model, its warm-up and the job itself. Plain, and with the AOT cache.
 */
public final class StartupBenchmark implements Benchmark {
    private static final String PIPELINE = "startup";
    private static final int STARTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(2);

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public String about() {
        return "from a worker's start to its first result, plain and with an AOT cache (about a"
                + " minute)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        if (bench.launcher().worker().isEmpty()) {
            throw new Unmeasurable("there is no AOT cache to compare with");
        }
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE);
        try (Stand stand = Stand.open(bench, "stand", pipelines.repository(), Map.of())) {
            Files.writeString(stand.file("sluice.yaml"), "worker: {pollWait: 1s}\n");
            // By turns, so that what else the machine does falls on both.
            List<First> plain = new ArrayList<>();
            List<First> cached = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                plain.add(first(bench.launcher().withWorker(), stand, "plain-" + i));
                cached.add(first(bench.launcher(), stand, "aot-" + i));
            }
            First without = median(plain);
            First with = median(cached);
            bench.say("medians of %d starts with one job waiting, warm-up included:", STARTS);
            bench.say("  plain      %6.0f ms, %5.0f CPU-ms", without.millis, without.cpuMillis);
            bench.say(
                    "  AOT cache  %6.0f ms, %5.0f CPU-ms (%.2f × of plain)",
                    with.millis, with.cpuMillis, with.millis / without.millis);
            return BenchFile.object()
                    .put("firstResultMs", Math.round(without.millis))
                    .put("firstResultCpuMs", Math.round(without.cpuMillis))
                    .put("aotFirstResultMs", Math.round(with.millis))
                    .put("aotFirstResultCpuMs", Math.round(with.cpuMillis));
        }
    }

    private static Child worker(Launcher launcher, Stand stand, String name) throws IOException {
        Map<String, String> environment = new HashMap<>(stand.environment());
        environment.put("SLUICE_PIPELINES", PIPELINE);
        environment.put("SLUICE_LOG_LEVEL", "debug"); // which tells of the first result
        // So that it stops soon, and leaves no poll behind to which the next job would be handed.
        environment.put("SLUICE_CONFIG", stand.file("sluice.yaml").toString());
        return launcher.sluice(stand.file(name + ".log"), environment, "worker");
    }

    /** One start: wall time and CPU until the log says that the row is written. */
    private record First(double millis, double cpuMillis) {}

    private static First first(Launcher launcher, Stand stand, String name) throws Exception {
        Pipeline pipeline = stand.pipeline(PIPELINE);
        Backlog backlog = new Backlog(stand, pipeline);
        backlog.send(backlog.upload(name, 1, Photos.jpegs()));
        long begun = System.nanoTime();
        try (Child worker = worker(launcher, stand, name)) {
            while (!worker.output().contains("completed customer-0/")) {
                if (!worker.alive() || System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new IOException("no result: " + worker.output());
                }
                Pause.of(LOOK);
            }
            return new First((System.nanoTime() - begun) / 1e6, worker.cpu().toNanos() / 1e6);
        }
    }

    private static First median(List<First> all) {
        return all.stream()
                .sorted(java.util.Comparator.comparingDouble(First::millis))
                .toList()
                .get(all.size() / 2);
    }
}
