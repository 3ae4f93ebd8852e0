package dev.sluice.ops.bench.latency;

import static dev.sluice.ops.bench.BenchFile.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.sluice.ops.bench.Bench;
import dev.sluice.ops.bench.latency.Customer.Upload;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Photos;
import dev.sluice.ops.bench.stand.Stand;

import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Quantile.EstimationMethod;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** From upload to visible result: one at a time, and under open-loop load. */
public final class LatencyBenchmark {
    private static final String PIPELINE = "latency";
    private static final int WARM_UP = 1000;
    private static final int BURST = 600;
    private static final int SINGLES = 100;
    private static final int[] PERCENT = {10, 25, 50, 75, 90};
    private static final Duration STREAM = Duration.ofSeconds(6);
    private static final long SEED = 4;

    /** Nearest rank, so that each is a time that was really measured. */
    private static final Quantile QUANTILE = Quantile.withDefaults().with(EstimationMethod.HF1);

    private LatencyBenchmark() {}

    public static JsonNode run(Bench bench) throws Exception {
        try (Stand stand = Stand.open(bench, "stand", made -> made.classifier(PIPELINE), Map.of());
                Child worker = stand.worker(PIPELINE, Map.of());
                Child dispatcher = stand.start("dispatcher", Map.of(), "dispatcher")) {
            var _ = dispatcher.await("Dispatcher polls", Duration.ofSeconds(60));
            Customer customer = new Customer(stand, stand.pipeline(PIPELINE), Photos.jpegs());
            customer.burst("warm-", WARM_UP);
            ObjectNode json = object();
            json.set("idle", idle(customer));
            double begun = Customer.now();
            customer.burst("burst-", BURST);
            double capacity = BURST / (Customer.now() - begun) * 1e3;
            load(customer, capacity, json.put("capacityPerSecond", capacity).putArray("load"));
            if (!worker.alive() || !dispatcher.alive()) {
                throw new IllegalStateException("a program ended: " + stand.folder());
            }
            return json;
        }
    }

    /** As a customer sees it who looks every 1 to 2 ms. */
    private static ObjectNode idle(Customer customer) throws Exception {
        List<Double> seen = new ArrayList<>();
        for (int i = 0; i < SINGLES; i++) {
            seen.add(customer.putAndWait("single-", i));
        }
        return figures(seen, customer.look("single-", SINGLES));
    }

    /** Until the time in the row. */
    private static void load(Customer customer, double capacity, ArrayNode load) throws Exception {
        Random random = new Random(SEED);
        for (int percent : PERCENT) {
            String prefix = "load-" + percent + "-";
            int count = customer.stream(prefix, capacity * percent / 100, STREAM, random);
            List<Upload> uploads = customer.look(prefix, count);
            ObjectNode figures = figures(uploads.stream().map(Upload::total).toList(), uploads);
            load.add(figures.put("percent", percent).put("uploads", count));
        }
    }

    private static ObjectNode figures(List<Double> total, List<Upload> uploads) {
        ObjectNode json =
                object().put("p50", quantile(total, 0.50))
                        .put("p95", quantile(total, 0.95))
                        .put("p99", quantile(total, 0.99));
        ObjectNode stages = json.putObject("stages");
        for (String stage : uploads.getFirst().stages().keySet()) {
            Stream<Double> times = uploads.stream().map(each -> each.stages().get(stage));
            stages.put(stage, quantile(times.toList(), 0.50));
        }
        return json;
    }

    private static double quantile(List<Double> times, double share) {
        return QUANTILE.evaluate(times.stream().mapToDouble(time -> time).toArray(), share);
    }
}
