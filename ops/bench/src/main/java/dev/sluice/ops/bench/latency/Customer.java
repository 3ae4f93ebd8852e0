package dev.sluice.ops.bench.latency;

import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    void put(String imageID, int picture) {
        begun.put(imageID, now());
        stand.clients()
                .s3()
                .putObject(
                        put ->
                                put.bucket(stand.settings().bucket())
                                        .key(ID + "/" + pipeline.name() + "/" + imageID + ".jpg"),
                        RequestBody.fromBytes(pictures.get(picture % pictures.size())));
    }

    /** One upload, and waiting until its row says completed; milliseconds. */
    double putAndWait(String imageID, int picture) throws IOException, InterruptedException {
        put(imageID, picture);
        await(imageID);
        return now() - begin(imageID);
    }

    private double begin(String imageID) {
        return begun.getOrDefault(imageID, 0.0);
    }

    private void await(String imageID) throws IOException, InterruptedException {
        double end = now() + PATIENCE.toMillis();
        while (!"completed".equals(text(row(imageID), "processingStatus"))) {
            if (now() > end) {
                throw new IOException("no result of " + imageID + " within " + PATIENCE);
            }
            Pause.of(LOOK);
        }
    }

    /** All at once. */
    void burst(String prefix, int count) throws IOException, InterruptedException {
        stand.side(
                java.util.stream.IntStream.range(0, count).boxed().toList(),
                i -> put(prefix + i, i));
        for (int i = 0; i < count; i++) {
            await(prefix + i);
        }
    }

    /**
     * Open loop: uploads begin at random moments of a Poisson process, whatever became of those
     * before.
     *
     * @param perSecond mean rate
     * @return how many
     */
    int stream(String prefix, double perSecond, Duration time, RandomGenerator random)
            throws IOException, InterruptedException {
        int count = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            double end = now() + time.toMillis();
            double next = now();
            while (next < end) {
                next += -Math.log(1 - random.nextDouble()) / perSecond * 1e3;
                Pause.of(Duration.ofNanos((long) ((next - now()) * 1e6)));
                int i = count++;
                threads.execute(() -> put(prefix + i, i));
            }
        }
        for (int i = 0; i < count; i++) {
            await(prefix + i);
        }
        return count;
    }

    /** What the rows and documents of these uploads say. */
    List<Upload> look(String prefix, int count) throws IOException {
        List<Upload> uploads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, AttributeValue> row = row(prefix + i);
            byte[] document =
                    stand.clients()
                            .s3()
                            .getObjectAsBytes(
                                    get ->
                                            get.bucket(stand.settings().resultBucket())
                                                    .key(text(row, "resultKey")))
                            .asByteArray();
            uploads.add(
                    Upload.of(
                            begin(prefix + i),
                            number(row, "createdAt"),
                            number(row, "updatedAt"),
                            JSON.readTree(document).path("milliseconds")));
        }
        return uploads;
    }

    private Map<String, AttributeValue> row(String imageID) {
        Map<String, AttributeValue> key =
                Map.of(
                        "customerID", AttributeValue.fromS(ID),
                        "imageID", AttributeValue.fromS(pipeline.name() + "#" + imageID));
        return stand.clients()
                .dynamodb()
                .getItem(get -> get.tableName(stand.settings().table()).key(key))
                .item();
    }

    private static String text(Map<String, AttributeValue> row, String name) {
        AttributeValue value = row.get(name);
        return value == null || value.s() == null ? "" : value.s();
    }

    private static long number(Map<String, AttributeValue> row, String name) {
        AttributeValue value = row.get(name);
        return value == null ? 0 : Long.parseLong(value.n());
    }
}
