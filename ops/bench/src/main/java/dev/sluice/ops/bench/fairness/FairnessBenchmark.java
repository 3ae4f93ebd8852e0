package dev.sluice.ops.bench.fairness;

import static dev.sluice.ops.bench.BenchFile.array;
import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One noisy customer and twenty quiet ones, with and without a fair queue, with and without {@code
 * limits.perCustomer}: how long the quiet ones wait.
 */
public final class FairnessBenchmark {
    private static final int BATCH = 8;

    /** Full batches of 8 take 120 ms: 67 pictures a second. */
    private static final SimulatedModel MODEL = new SimulatedModel(40, 10);

    /** Half a minute of work beside the quiet ones'. */
    private static final Upload.Plan PLAN =
            new Upload.Plan(1400, 20, Duration.ofSeconds(1), Duration.ofSeconds(20));

    private static final Duration LOOK = Duration.ofMillis(20);

    private record Case(boolean fair, Optional<Integer> perCustomer) {}

    private static final List<Case> CASES =
            List.of(
                    new Case(false, Optional.empty()),
                    new Case(false, Optional.of(2 * BATCH)),
                    new Case(true, Optional.empty()),
                    new Case(true, Optional.of(4 * BATCH)),
                    new Case(true, Optional.of(2 * BATCH)),
                    new Case(true, Optional.of(BATCH)));

    private FairnessBenchmark() {}

    public static JsonNode run(Bench bench) throws Exception {
        ArrayNode json = array();
        for (Case each : CASES) {
            json.add(run(bench, each));
        }
        return json;
    }

    private static ObjectNode run(Bench bench, Case each) throws Exception {
        Pipeline pipeline = pipeline(bench, each.perCustomer());
        List<Upload> uploads = PLAN.uploads();
        SimulatedQueue queue = new SimulatedQueue(each.fair(), pipeline.name(), uploads);
        SimulatedRows rows = new SimulatedRows();
        long begun = System.nanoTime();
        try (OneWorker _ = new OneWorker(pipeline, queue, rows, MODEL)) {
            while (rows.written().size() < uploads.size()) {
                Progress.pause(LOOK);
            }
        }
        long last = rows.written().values().stream().mapToLong(at -> at).max().orElseThrow();
        double[] quiet =
                uploads.stream()
                        .filter(upload -> !upload.customer().equals(Upload.NOISY))
                        .mapToDouble(
                                upload ->
                                        (rows.writtenNanos(upload) - queue.sentNanos(upload)) / 1e6)
                        .sorted()
                        .toArray();
        return object().put("queue", each.fair() ? "fair" : "plain")
                .put("perCustomer", each.perCustomer().map(String::valueOf).orElse("none"))
                .put("quietP50Ms", at(quiet, 0.5))
                .put("quietP99Ms", at(quiet, 0.99))
                .put("quietPictures", quiet.length)
                .put("picturesPerSecond", uploads.size() / ((last - begun) / 1e9))
                .put("simulated", true);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private static Pipeline pipeline(Bench bench, Optional<Integer> perCustomer)
            throws IOException {
        String name = "fair-" + perCustomer.map(String::valueOf).orElse("none");
        BenchPipelines pipelines =
                new BenchPipelines(
                        bench.home(), bench.work().resolve("pipelines-" + System.nanoTime()));
        String limit = perCustomer.map(most -> ", perCustomer: " + most).orElse("");
        return Pipelines.read(
                        pipelines
                                .light(
                                        name,
                                        "limits: {object: 50MB, pixels: 40MP%s}".formatted(limit))
                                .repository(),
                        List.of())
                .all()
                .getFirst();
    }
}
