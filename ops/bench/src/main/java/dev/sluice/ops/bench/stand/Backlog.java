package dev.sluice.ops.bench.stand;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.Pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Work that waits: uploads in S3, pending rows, job messages, put there as the dispatcher would,
 * before the clock runs.
 */
public final class Backlog {
    /** Customers between whom the uploads are shared out. */
    private static final int CUSTOMERS = 4;

    /** S3: 1000 objects per call. */
    private static final int DELETES = 1000;

    private final Stand stand;
    private final Pipeline pipeline;
    private final String url;
    private final WorkQueue queue;

    public Backlog(Stand stand, Pipeline pipeline) {
        this.stand = stand;
        this.pipeline = pipeline;
        this.url = stand.queueUrl(pipeline);
        this.queue = stand.queue(url);
    }

    /**
     * Uploads, and makes rows; nobody is told yet.
     *
     * @param prefix of the image IDs, so that several backlogs do not meet
     */
    public List<Job> upload(String prefix, long count, List<byte[]> pictures)
            throws InterruptedException {
        boolean pending = pipeline.output().rows() == Pipeline.Rows.ALL;
        return stand.each(
                Math.toIntExact(count),
                i -> {
                    byte[] picture = pictures.get(i % pictures.size());
                    Job job = put(prefix + "-" + i, "customer-" + i % CUSTOMERS, picture);
                    if (pending) {
                        var _ = stand.rows().pending(job, pipeline);
                    }
                    return job;
                });
    }

    private Job put(String imageID, String customer, byte[] picture) {
        String key = customer + "/" + pipeline.name() + "/" + imageID + ".jpg";
        String eTag = stand.put(key, picture);
        Instant now = Instant.now();
        return new Job(
                new Job.Work(pipeline.name(), pipeline.version()),
                new RowKey(
                        customer,
                        imageID,
                        pipeline.row().render(Map.of("customerID", customer, "imageID", imageID))),
                new ObjectVersion(
                        stand.settings().bucket(),
                        key,
                        eTag.replace("\"", ""),
                        Optional.empty(),
                        picture.length),
                Generation.of(Optional.empty(), now));
    }

    /** Sends the jobs' messages, ten to a call. */
    public void send(List<Job> jobs) throws InterruptedException {
        List<List<Job>> tens = parts(jobs, WorkQueue.BATCH);
        for (int missing :
                stand.each(tens.size(), i -> tens.get(i).size() - trySend(tens.get(i)))) {
            if (missing > 0) {
                throw new IllegalStateException(missing + " messages were not sent");
            }
        }
    }

    /**
     * As above, one call after the other; where SQS does not answer, the rest stays unsent.
     *
     * @return how many are sent for certain
     */
    public int trySend(List<Job> jobs) {
        List<WorkQueue.Outgoing> messages =
                jobs.stream()
                        .map(job -> new WorkQueue.Outgoing(JobCodec.write(job), job.customerID()))
                        .toList();
        return messages.size() - queue.send(messages).size();
    }

    private static List<List<Job>> parts(List<Job> jobs, int size) {
        List<List<Job>> parts = new ArrayList<>();
        for (int from = 0; from < jobs.size(); from += size) {
            parts.add(jobs.subList(from, Math.min(jobs.size(), from + size)));
        }
        return parts;
    }

    public Pipeline pipeline() {
        return pipeline;
    }

    /** Messages that wait or are in hand. */
    public long left() {
        return stand.messages(url);
    }

    /** Drops what waits and what somebody died over. */
    public void drop() {
        stand.purge(url);
    }

    /** Deletes the uploads, which the emulator keeps in memory. Rows and results stay. */
    public void forget(List<Job> jobs) {
        for (List<Job> part : parts(jobs, DELETES)) {
            stand.delete(part.stream().map(Job::key).toList());
        }
    }
}
