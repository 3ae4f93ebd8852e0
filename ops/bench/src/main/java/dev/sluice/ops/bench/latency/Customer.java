package dev.sluice.ops.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/** Uploads pictures and looks for their rows, as a customer would. */
final class Customer {
    private static final String ID = "customer-0";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final JsonMapper JSON = new JsonMapper();

    /** Stages that a result's document tells. */
    private static final List<String> TOLD = List.of("queue", "fetch", "decode", "model", "task");

    private final Stand stand;
    private final Pipeline pipeline;
    private final List<byte[]> pictures;
    private final Map<String, Double> begun = new ConcurrentHashMap<>();

    Customer(Stand stand, Pipeline pipeline, List<byte[]> pictures) {
        this.stand = stand;
        this.pipeline = pipeline;
        this.pictures = List.copyOf(pictures);
    }

    /** Milliseconds since the epoch, with fractions. */
    static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
    }

    private String put(String imageID, int i) {
        begun.put(imageID, now());
        String key = ID + "/" + pipeline.name() + "/" + imageID + ".jpg";
        return stand.put(key, pictures.get(i % pictures.size()));
    }

    /** One upload, and waiting until its row says completed; milliseconds. */
    double putAndWait(String prefix, int i) throws IOException, InterruptedException {
        var _ = put(prefix + i, i);
        await(prefix + i);
        return now() - begin(prefix + i);
    }

    private double begin(String imageID) {
        return begun.getOrDefault(imageID, 0.0);
    }

    private Row row(String imageID) {
        return stand.row(ID, pipeline.name() + "#" + imageID);
    }

    private void await(String imageID) throws IOException, InterruptedException {
        double end = now() + PATIENCE.toMillis();
        while (!row(imageID).status().equals(Optional.of(Row.Status.COMPLETED))) {
            if (now() > end) {
                throw new IOException("no result of " + imageID + " within " + PATIENCE);
            }
            Progress.pause(LOOK);
        }
    }

    void burst(String prefix, int count) throws IOException, InterruptedException {
        var _ = stand.each(count, i -> put(prefix + i, i));
        for (int i = 0; i < count; i++) {
            await(prefix + i);
        }
    }

    /** Open loop: so many uploads begin, at random moments of a Poisson process. */
    int stream(String prefix, double perSecond, Duration time, RandomGenerator random)
            throws InterruptedException {
        int count = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            double end = now() + time.toMillis();
            double next = now();
            while (next < end) {
                next += random.nextExponential() / perSecond * 1e3;
                Progress.pause(Duration.ofNanos((long) ((next - now()) * 1e6)));
                int i = count++;
                threads.execute(() -> put(prefix + i, i));
            }
        }
        return count;
    }

    /**
     * One upload's way, in milliseconds.
     *
     * @param total from the begin of the PUT to the completed row's {@code updatedAt}
     * @param stages {@code dispatch} until the dispatcher's row, those that the worker tells, and
     *     {@code settle}, the rest
     */
    record Upload(double total, Map<String, Double> stages) {}

    /** What the rows and documents of these uploads say once all are completed. */
    List<Upload> look(String prefix, int count) throws IOException, InterruptedException {
        List<Upload> uploads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            await(prefix + i);
            Row row = row(prefix + i);
            byte[] document = stand.result(row.text("resultKey").orElse("")).orElseThrow();
            JsonNode told = JSON.readTree(document).path("milliseconds");
            double total = row.number("updatedAt").orElseThrow() - begin(prefix + i);
            double dispatch = row.number("createdAt").orElseThrow() - begin(prefix + i);
            Map<String, Double> stages = new LinkedHashMap<>();
            stages.put("dispatch", Math.max(0, dispatch));
            TOLD.forEach(stage -> stages.put(stage, told.path(stage).asDouble()));
            double known = stages.values().stream().mapToDouble(Double::doubleValue).sum();
            stages.put("settle", Math.max(0, total - known));
            uploads.add(new Upload(total, stages));
        }
        return uploads;
    }
}
