package dev.sluice.ops.bench.stand;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.job.rows.DispatchRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipeline;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;

/**
 * Work that waits: uploads in S3, pending rows, job messages, put there as the dispatcher would,
 * before the clock runs.
 */
public final class Backlog {
    /** Customers between whom the uploads are shared out. */
    private static final int CUSTOMERS = 4;

    /** S3: 1000 objects per call. */
    private static final int DELETES = 1000;

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Stand stand;
    private final Pipeline pipeline;
    private final String url;
    private final WorkQueue queue;

    public Backlog(Stand stand, Pipeline pipeline) {
        this.stand = stand;
        this.pipeline = pipeline;
        this.url = stand.queueUrl(pipeline);
        this.queue = stand.queue(pipeline);
    }

    /**
     * Uploads, and makes rows; nobody is told yet.
     *
     * @param prefix of the image IDs, so that several backlogs do not meet
     * @param pictures taken in turn
     */
    public List<Job> upload(String prefix, int count, List<byte[]> pictures)
            throws InterruptedException {
        DispatchRows rows =
                new DispatchRows(
                        new JobTable(
                                stand.clients().dynamodb(),
                                stand.settings().table(),
                                InstantSource.system()));
        boolean pending = pipeline.output().rows() == Pipeline.Rows.ALL;
        Map<Integer, Job> jobs = new ConcurrentSkipListMap<>();
        stand.side(
                IntStream.range(0, count).boxed().toList(),
                i -> {
                    byte[] picture = pictures.get(i % pictures.size());
                    Job job = put(prefix + "-" + i, "customer-" + i % CUSTOMERS, picture);
                    if (pending) {
                        var _ = rows.pending(job, pipeline);
                    }
                    jobs.put(i, job);
                });
        return List.copyOf(jobs.values());
    }

    private Job put(String imageID, String customer, byte[] picture) {
        String bucket = stand.settings().bucket();
        String key = customer + "/" + pipeline.name() + "/" + imageID + ".jpg";
        String eTag =
                stand.clients()
                        .s3()
                        .putObject(
                                put -> put.bucket(bucket).key(key), RequestBody.fromBytes(picture))
                        .eTag();
        Instant now = Instant.now();
        return new Job(
                new Job.Work(pipeline.name(), pipeline.version()),
                new RowKey(
                        customer,
                        imageID,
                        pipeline.row().render(Map.of("customerID", customer, "imageID", imageID))),
                new ObjectVersion(
                        bucket, key, eTag.replace("\"", ""), Optional.empty(), picture.length),
                Generation.of(Optional.empty(), now));
    }

    /** Sends the jobs' messages, ten to a call. */
    public void send(List<Job> jobs) throws InterruptedException {
        List<List<Job>> tens = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += WorkQueue.BATCH) {
            tens.add(jobs.subList(from, Math.min(jobs.size(), from + WorkQueue.BATCH)));
        }
        stand.side(
                tens,
                ten -> {
                    var failed = queue.send(messages(ten));
                    if (!failed.isEmpty()) {
                        throw new IllegalStateException("not sent: " + failed.values());
                    }
                });
    }

    /**
     * As above, one call after the other; where SQS does not answer, the rest stays unsent.
     *
     * @return how many are sent for certain
     */
    public int trySend(List<Job> jobs) {
        List<WorkQueue.Outgoing> messages = messages(jobs);
        return messages.size() - queue.send(messages).size();
    }

    private static List<WorkQueue.Outgoing> messages(List<Job> jobs) {
        return jobs.stream()
                .map(job -> new WorkQueue.Outgoing(JobCodec.write(job), job.customerID()))
                .toList();
    }

    /** Messages that wait or are in hand. */
    public long left() {
        return stand.messages(url);
    }

    /** Drops what waits and what somebody died over. */
    public void drop() {
        stand.clients().settling().purgeQueue(purge -> purge.queueUrl(url));
    }

    /** Deletes the uploads, which the emulator keeps in memory. Rows and results stay. */
    public void forget(List<Job> jobs) {
        for (int from = 0; from < jobs.size(); from += DELETES) {
            List<ObjectIdentifier> keys =
                    jobs.subList(from, Math.min(jobs.size(), from + DELETES)).stream()
                            .map(job -> ObjectIdentifier.builder().key(job.key()).build())
                            .toList();
            stand.clients()
                    .s3()
                    .deleteObjects(
                            delete ->
                                    delete.bucket(stand.settings().bucket())
                                            .delete(all -> all.objects(keys)));
        }
    }

    /** Waits until all is settled, or the time is over. */
    public void awaitEmpty(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (left() > 0 && System.nanoTime() - end < 0) {
            Pause.of(LOOK);
        }
    }

    public String url() {
        return url;
    }
}
