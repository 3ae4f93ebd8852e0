package dev.sluice.ops.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Pause;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A machine dies in the middle of its work, and another takes its place.
 *
 * @param jobs given
 * @param duplicates result objects written more than once, by the store's own events
 * @param lost jobs without a completed row or without their result when the queue is empty, or
 *     after three leases without progress
 */
record Crash(int jobs, int duplicates, int lost) {
    private static final int JOBS = 160;

    /** Settled before the end, so that work is in hand everywhere. */
    private static final int BEFORE = 60;

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration START = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    static Crash of(Contender contender, Stand stand, Pipeline pipeline, List<byte[]> photos)
            throws IOException, InterruptedException {
        Backlog backlog = new Backlog(stand, pipeline);
        List<Job> jobs = backlog.upload("crash", JOBS, photos);
        String events = stand.queueUrl(stand.settings().queuePrefix() + "-events");
        stand.clients().settling().purgeQueue(purge -> purge.queueUrl(events));
        contender.send(stand, pipeline, backlog, jobs);
        try (Child first = contender.start(stand, pipeline, contender.name() + "-first")) {
            settle(backlog, first, JOBS - BEFORE, START);
            first.killAll();
        }
        try (Child second = contender.start(stand, pipeline, contender.name() + "-second")) {
            settle(backlog, second, 0, pipeline.lease().multipliedBy(3));
        }
        int lost = 0;
        for (Job job : jobs) {
            if (!isCompleted(stand, job)) {
                lost++;
            }
        }
        return new Crash(JOBS, duplicates(stand, events, pipeline), lost);
    }

    /** Until so few are left, or nothing moves for a while. */
    private static void settle(Backlog backlog, Child child, long wanted, Duration patience)
            throws InterruptedException {
        long least = Long.MAX_VALUE;
        long moved = System.nanoTime();
        for (long left = backlog.left(); left > wanted && child.alive(); left = backlog.left()) {
            if (left < least) {
                least = left;
                moved = System.nanoTime();
            }
            if (System.nanoTime() - moved > patience.toNanos()) {
                return;
            }
            Pause.of(LOOK);
        }
    }

    private static boolean isCompleted(Stand stand, Job job) {
        Map<String, AttributeValue> row =
                stand.clients()
                        .dynamodb()
                        .getItem(
                                get ->
                                        get.tableName(stand.settings().table())
                                                .key(
                                                        Map.of(
                                                                "customerID",
                                                                AttributeValue.fromS(
                                                                        job.customerID()),
                                                                "imageID",
                                                                AttributeValue.fromS(job.rowID())))
                                                .consistentRead(true))
                        .item();
        AttributeValue status = row.get("processingStatus");
        AttributeValue result = row.get("resultKey");
        return status != null
                && "completed".equals(status.s())
                && result != null
                && exists(stand, result.s());
    }

    private static boolean exists(Stand stand, String key) {
        try {
            return stand.clients()
                            .s3()
                            .headObject(
                                    head -> head.bucket(stand.settings().resultBucket()).key(key))
                            .contentLength()
                    > 0;
        } catch (NoSuchKeyException e) {
            return false;
        }
    }

    private static int duplicates(Stand stand, String events, Pipeline pipeline)
            throws IOException, InterruptedException {
        WorkQueue queue =
                new WorkQueue(stand.clients().receiving(), stand.clients().settling(), events);
        Map<String, Integer> written = new HashMap<>();
        List<Received> batch = queue.receive(WorkQueue.BATCH, Duration.ofSeconds(1));
        while (!batch.isEmpty()) {
            for (Received event : batch) {
                count(event.body(), pipeline.name() + "-result", written);
            }
            var _ = queue.delete(batch);
            batch = queue.receive(WorkQueue.BATCH, Duration.ofSeconds(1));
        }
        return written.values().stream().mapToInt(times -> times - 1).sum();
    }

    private static void count(String body, String folder, Map<String, Integer> written)
            throws IOException {
        for (JsonNode event : JSON.readTree(body).path("Records")) {
            String key = event.path("s3").path("object").path("key").asText();
            if (key.contains(folder)) {
                written.merge(key, 1, Integer::sum);
            }
        }
    }
}
