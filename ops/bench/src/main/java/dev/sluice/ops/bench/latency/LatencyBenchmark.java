package dev.sluice.ops.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.BenchFile;
import dev.sluice.ops.bench.Benchmark;
import dev.sluice.ops.bench.latency.Upload.Stage;
import dev.sluice.ops.bench.stand.BenchPipelines;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Quantiles;
import dev.sluice.ops.bench.stand.Stand;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** From upload to visible result: one at a time, and under open-loop load. */
public final class LatencyBenchmark implements Benchmark {
    private static final String PIPELINE = "latency";
    private static final int WARM_UP = 1000;
    private static final int BURST = 600;
    private static final int SINGLES = 100;
    private static final int[] PERCENT = {10, 25, 50, 75, 90};
    private static final Duration STREAM = Duration.ofSeconds(6);
    private static final long SEED = 4;

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String about() {
        return "from upload to result, idle and under open-loop load, by stage (about 3 minutes)";
    }

    @Override
    public JsonNode run(Bench bench) throws Exception {
        BenchPipelines pipelines =
                new BenchPipelines(bench.home(), bench.work().resolve("pipelines"))
                        .classifier(PIPELINE);
        try (Stand stand = Stand.open(bench, "stand", pipelines.repository(), Map.of());
                Child worker = stand.worker(PIPELINE, Map.of());
                Child dispatcher =
                        stand.start("dispatcher", Map.of(), "dispatcher")
                                .await("Dispatcher polls", Duration.ofSeconds(60))) {
            Customer customer = new Customer(stand, stand.pipeline(PIPELINE), Photos.jpegs());
            customer.burst("warm-", WARM_UP);
            ObjectNode json = BenchFile.object();
            json.set("idle", idle(bench, customer));
            double capacity = capacity(customer);
            bench.say(
                    "capacity of this machine, customer, emulators, dispatcher and worker"
                            + " together: %.0f uploads/s",
                    capacity);
            json.put("capacityPerSecond", BenchFile.rounded(capacity, 1));
            json.set("load", load(bench, customer, capacity));
            if (!worker.alive() || !dispatcher.alive()) {
                throw new IllegalStateException("a program ended: " + stand.file(""));
            }
            return json;
        }
    }

    private static JsonNode idle(Bench bench, Customer customer) throws Exception {
        List<Double> seen = new ArrayList<>();
        for (int i = 0; i < SINGLES; i++) {
            seen.add(customer.putAndWait("single-" + i, i));
        }
        List<Upload> uploads = customer.look("single-", SINGLES);
        bench.say("%d uploads one at a time; seen by a customer who looks every 1–2 ms:", SINGLES);
        ObjectNode json = figures(bench, "idle", Quantiles.of(seen), uploads);
        Quantiles stamped = Quantiles.of(uploads.stream().map(Upload::total).toList());
        bench.say("  by the row's own time %.1f ms at p50; the rest is its write", stamped.p50());
        return json;
    }

    private static double capacity(Customer customer) throws Exception {
        double begun = Customer.now();
        customer.burst("burst-", BURST);
        return BURST / (Customer.now() - begun) * 1e3;
    }

    private static ArrayNode load(Bench bench, Customer customer, double capacity)
            throws Exception {
        ArrayNode load = BenchFile.object().putArray("load");
        Random random = new Random(SEED);
        bench.say(
                "open loop, Poisson arrivals for %d s each, until the time in the row:",
                STREAM.toSeconds());
        for (int percent : PERCENT) {
            String prefix = "load-" + percent + "-";
            double rate = capacity * percent / 100;
            int count = customer.stream(prefix, rate, STREAM, random);
            List<Upload> uploads = customer.look(prefix, count);
            Quantiles total = Quantiles.of(uploads.stream().map(Upload::total).toList());
            ObjectNode json = figures(bench, percent + " %", total, uploads);
            json.put("percent", percent);
            json.put("uploads", count);
            load.add(json);
        }
        return load;
    }

    private static ObjectNode figures(
            Bench bench, String label, Quantiles total, List<Upload> uploads) {
        ObjectNode json = BenchFile.object();
        json.put("p50", total.p50()).put("p95", total.p95()).put("p99", total.p99());
        ObjectNode stages = json.putObject("stages");
        for (Stage stage : Stage.values()) {
            List<Double> times =
                    uploads.stream()
                            .map(upload -> upload.stages().getOrDefault(stage.label(), 0.0))
                            .toList();
            stages.put(stage.label(), Quantiles.of(times).p50());
        }
        bench.say(
                "  %-6s p50 %7.1f  p95 %7.1f  p99 %7.1f ms   at p50: %s",
                label,
                total.p50(),
                total.p95(),
                total.p99(),
                stages.properties().stream()
                        .map(stage -> stage.getKey() + " " + stage.getValue())
                        .collect(Collectors.joining(", ")));
        return json;
    }
}
