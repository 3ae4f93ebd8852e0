package dev.sluice.ops.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.sluice.ops.bench.stand.Backlog;
import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Progress;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.pipeline.Pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A machine dies in the middle of its work, and another takes its place.
 *
 * @param duplicates result objects written more than once, by the store's own events
 * @param lost jobs without a completed row or without their result when the queue is empty, or
 *     after three leases without progress
 */
record Crash(int duplicates, int lost) {
    static final int JOBS = 160;

    /** Settled before the end, so that work is in hand everywhere. */
    private static final int BEFORE = 60;

    private static final JsonMapper JSON = new JsonMapper();

    static Crash of(Contender contender, Stand stand, Pipeline pipeline, List<byte[]> photos)
            throws IOException, InterruptedException {
        Backlog backlog = stand.backlog(pipeline.name());
        List<Job> jobs = new ArrayList<>(backlog.upload("crash", JOBS, photos));
        stand.purge(stand.eventsUrl());
        contender.send(stand, backlog, jobs);
        try (Child first = contender.start(stand, pipeline, contender.name() + "-first")) {
            var _ = Progress.await(backlog::left, JOBS - BEFORE, Progress.STUCK, first);
            first.killAll();
        }
        try (Child second = contender.start(stand, pipeline, contender.name() + "-second")) {
            Duration patience = pipeline.lease().multipliedBy(3);
            var _ = Progress.await(backlog::left, 0, patience, second);
        }
        jobs.removeIf(job -> stand.isCompleted(job) && hasResult(stand, job));
        return new Crash(duplicates(stand, pipeline), jobs.size());
    }

    private static boolean hasResult(Stand stand, Job job) {
        return stand.row(job.customerID(), job.rowID())
                .text("resultKey")
                .flatMap(stand::result)
                .filter(result -> result.length > 0)
                .isPresent();
    }

    private static int duplicates(Stand stand, Pipeline pipeline)
            throws IOException, InterruptedException {
        WorkQueue queue = stand.queue(stand.eventsUrl());
        Map<String, Integer> written = new HashMap<>();
        List<Received> batch;
        do {
            batch = queue.receive(WorkQueue.BATCH, Duration.ofSeconds(1));
            for (Received message : batch) {
                for (JsonNode event : JSON.readTree(message.body()).path("Records")) {
                    written.merge(event.at("/s3/object/key").asText(), 1, Integer::sum);
                }
            }
            var _ = queue.delete(batch);
        } while (!batch.isEmpty());
        written.keySet().removeIf(key -> !key.contains(pipeline.name() + "-result"));
        return written.values().stream().mapToInt(times -> times - 1).sum();
    }
}
