package dev.sluice.ops.bench.latency;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.Benchmark.Unmeasurable;
import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Launcher;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From the start of a worker's process to its first result, with a job waiting: loading of classes
 * and natives, the model, its warm-up and the job itself. Plain, and with the AOT cache.
 */
public final class StartupBenchmark {
    private static final String PIPELINE = "startup";
    private static final int STARTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private StartupBenchmark() {}

    public static JsonNode run(Bench bench) throws Exception {
        Launcher cached = bench.launcher();
        if (cached.worker().isEmpty()) {
            throw new Unmeasurable("there is no AOT cache to compare with");
        }
        try (Stand stand =
                Stand.open(bench, "stand", made -> made.classifier(PIPELINE), Map.of())) {
            List<First> plain = new ArrayList<>();
            List<First> aot = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) { // by turns: what else runs falls on both
                plain.add(first(stand.with(cached.withWorker()), "plain-" + i));
                aot.add(first(stand.with(cached), "aot-" + i));
            }
            return object().put("firstResultMs", median(plain).millis)
                    .put("firstResultCpuMs", median(plain).cpuMillis)
                    .put("aotFirstResultMs", median(aot).millis)
                    .put("aotFirstResultCpuMs", median(aot).cpuMillis);
        }
    }

    /** One start: wall time and CPU until the log says that the row is written. */
    private record First(long millis, long cpuMillis) {}

    private static First first(Stand stand, String name) throws IOException, InterruptedException {
        Backlog backlog = stand.backlog(PIPELINE);
        backlog.send(backlog.upload(name, 1, Photos.jpegs()));
        // Short polls, for it shall leave none behind to which the next job would be handed.
        Map<String, String> settings = new HashMap<>(stand.shortPolls());
        settings.put("SLUICE_PIPELINES", PIPELINE);
        settings.put("SLUICE_LOG_LEVEL", "debug"); // which tells of the first result
        long begun = System.nanoTime();
        try (Child worker = stand.start(name, settings, "worker")) {
            var _ = worker.await("completed customer-0/", PATIENCE);
            long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            return new First(millis, worker.cpu().toMillis());
        }
    }

    private static First median(List<First> all) {
        all.sort(Comparator.comparingLong(First::millis));
        return all.get(all.size() / 2);
    }
}
