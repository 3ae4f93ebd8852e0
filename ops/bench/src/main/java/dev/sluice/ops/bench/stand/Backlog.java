package dev.sluice.ops.bench.stand;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.Generation;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.ObjectVersion;
import dev.sluice.shared.job.RowKey;
import dev.sluice.shared.pipeline.Output;
import dev.sluice.shared.pipeline.Pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Work that waits: uploads in S3, pending rows, job messages, put there as the dispatcher would,
 * before the clock runs.
 */
public final class Backlog {
    private static final int CUSTOMERS = 4;
    private static final int DELETES = 1000; // the most that S3 takes in a call

    /** More than are measured, so that the pollers never run dry before the last mark. */
    private static final int TAIL = 200;

    private final Stand stand;
    private final Pipeline pipeline;
    private final String url;
    private final WorkQueue queue;

    Backlog(Stand stand, Pipeline pipeline) {
        this.stand = stand;
        this.pipeline = pipeline;
        this.url = stand.queueUrl(pipeline);
        this.queue = stand.queue(url);
    }

    /** Uploads as many as are to be measured and some more, and sends their messages. */
    public List<Job> fill(String prefix, long measured, List<byte[]> pictures) {
        List<Job> jobs = upload(prefix, measured + TAIL, pictures);
        send(jobs);
        return jobs;
    }

    /** Uploads, and makes rows; nobody is told yet. The prefix is one of the image IDs. */
    public List<Job> upload(String prefix, long count, List<byte[]> pictures) {
        return stand.each(
                Math.toIntExact(count),
                i -> {
                    byte[] picture = pictures.get(i % pictures.size());
                    return upload(prefix + "-" + i, "customer-" + i % CUSTOMERS, picture);
                });
    }

    private Job upload(String imageID, String customer, byte[] picture) {
        String key = customer + "/" + pipeline.name() + "/" + imageID + ".jpg";
        String eTag = stand.put(key, picture).replace("\"", "");
        String bucket = stand.settings().bucket();
        String rowID = pipeline.row().render(Map.of("customerID", customer, "imageID", imageID));
        Job job =
                new Job(
                        new Job.Work(pipeline.name(), pipeline.version()),
                        new RowKey(customer, imageID, rowID),
                        new ObjectVersion(bucket, key, eTag, Optional.empty(), picture.length),
                        Generation.of(Optional.empty(), Instant.now()));
        if (pipeline.output().rows() == Output.Rows.ALL) {
            var _ = stand.rows().pending(job, pipeline);
        }
        return job;
    }

    /** Sends the jobs' messages, ten to a call. */
    public void send(List<Job> jobs) {
        int calls = Math.ceilDiv(jobs.size(), WorkQueue.BATCH);
        var _ = stand.each(calls, call -> send(jobs, call * WorkQueue.BATCH));
    }

    private boolean send(List<Job> jobs, int from) {
        List<WorkQueue.Outgoing> ten =
                jobs.subList(from, Math.min(jobs.size(), from + WorkQueue.BATCH)).stream()
                        .map(job -> new WorkQueue.Outgoing(JobCodec.write(job), job.customerID()))
                        .toList();
        if (!queue.send(ten).isEmpty()) {
            throw new IllegalStateException("not all messages were sent");
        }
        return true;
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
        for (int from = 0; from < jobs.size(); from += DELETES) {
            List<Job> part = jobs.subList(from, Math.min(jobs.size(), from + DELETES));
            stand.delete(part.stream().map(Job::key).toList());
        }
    }
}
