package dev.sluice.ops.dashboard;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Rows of finished jobs, spread over the last thirty days and a thousand customers, the newest
 * first. Each is always the same, so that writing goes on where it was broken off.
 *
 * @param all how many there are when it is full
 * @param newest when the newest was made
 */
record ManyRows(int all, Instant newest) {
    private static final int CUSTOMERS = 1000;
    private static final Duration SPREAD = Duration.ofDays(30);
    private static final int WRITERS = 4;
    private static final int CHUNK = 1000;
    private static final int ATTEMPTS = 20;

    /**
     * Writes the first of them that are not there yet.
     *
     * @param done says how many are, and is rewritten after each thousand
     */
    void write(OwnFleet own, int first, Path done) throws Exception {
        int start = Files.exists(done) ? Integer.parseInt(Files.readString(done)) : 0;
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Integer>> written = new ArrayList<>();
            for (int from = start; from < first; from += CHUNK) {
                int here = from;
                int to = Math.min(first, from + CHUNK);
                written.add(writers.submit(() -> write(own, here, to)));
            }
            for (Future<Integer> each : written) {
                Files.writeString(done, Integer.toString(each.get()));
            }
        }
    }

    /** Again where DynamoDB Local took too long over it: the same rows, so nothing is twice. */
    private int write(OwnFleet own, int from, int to) throws IOException {
        List<Map<String, AttributeValue>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(row(i, newest.minus(SPREAD.multipliedBy(i).dividedBy(all))));
        }
        for (int attempt = 1; ; attempt++) {
            try {
                own.write(rows);
                return to;
            } catch (SdkException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** As workers leave them; every hundredth failed. */
    private static Map<String, AttributeValue> row(int i, Instant at) {
        boolean failed = i % 100 == 0;
        Map<String, AttributeValue> row = new HashMap<>();
        row.put("customerID", AttributeValue.fromS("customer-" + i % CUSTOMERS));
        row.put("imageID", AttributeValue.fromS("scan-%09d".formatted(i)));
        row.put("pipeline", AttributeValue.fromS("flakes"));
        row.put("processingStatus", AttributeValue.fromS(failed ? "failed" : "completed"));
        row.put("headline", AttributeValue.fromS(i % 40 + " flakes"));
        row.put(
                "s3Key",
                AttributeValue.fromS(
                        "customer-%d/uploaded/scan-%09d_original.jpg".formatted(i % CUSTOMERS, i)));
        row.put("imageSize", AttributeValue.fromN("2400000"));
        row.put("updatedAt", AttributeValue.fromN(Long.toString(at.toEpochMilli())));
        row.put("createdAt", AttributeValue.fromN(Long.toString(at.toEpochMilli() - 700)));
        row.put(
                "recentShard",
                AttributeValue.fromS(at.toString().substring(0, 10) + "#" + i / 7 % 10));
        if (failed) {
            row.put("failedShard", AttributeValue.fromS(Integer.toString(i / 700 % 10)));
            row.put("failureReason", AttributeValue.fromS("corrupt-picture: It ends early."));
        }
        return row;
    }
}
