package dev.sluice.ops.bench.ceiling;

import dev.sluice.ops.bench.stand.Child;
import dev.sluice.ops.bench.stand.Stand;
import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.Fetched;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.ResultPlace;
import dev.sluice.shared.job.rows.Completion;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.pipeline.Pipelines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A worker without an engine, in a process of its own, beside the same emulators: about what one
 * would cost whose engine costs nothing. It receives ten messages, then for each, on a virtual
 * thread, fetches, works, writes and updates by {@code shared}'s own code, then deletes the ten. No
 * lease is kept, nothing is batched, tried again or logged; the document is always the same.
 * Without work on the pictures, what is left is the bare calls.
 */
final class BareWorker {
    /** Ten messages each: about as many in hand as the worker has permits. */
    private static final int RECEIVERS = 6;

    private static final String READY = "ready";
    private static final Duration START = Duration.ofSeconds(90);

    /** What a classifier writes about a photo, in size and form. */
    private static final byte[] DOCUMENT =
            """
            {"status":"completed","image_id":"photo-1234","customer_id":"customer-1",\
            "pipeline":"bench","method":"ONNX classifier","modelVersion":"1",\
            "milliseconds":{"queue":123.4,"fetch":2.1,"decode":4.2,"model":16.3,"task":0.4},\
            "classification":{"class":"neutral","confidence":0.9321,"top":[\
            {"class":"neutral","confidence":0.9321},{"class":"drawing","confidence":0.0412},\
            {"class":"sexy","confidence":0.0143}]}}\
            """
                    .getBytes(StandardCharsets.UTF_8);

    private static final Map<String, Object> SUMMARY =
            Map.of("class", "neutral", "confidence", 0.9321);

    /** The work on one upload, for which the caller waits; called by many threads. */
    private interface Work {
        void on(byte[] upload) throws Exception;
    }

    private final WorkQueue queue;
    private final ObjectStore store;
    private final FinalRows rows;
    private final String bucket;
    private final Work work;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private BareWorker(Settings settings, String queueUrl, Pipeline pipeline, Work work) {
        AwsClients clients =
                AwsClients.open(
                        settings.aws(),
                        new AwsClients.Load(
                                RECEIVERS * WorkQueue.BATCH, RECEIVERS, Duration.ofSeconds(60)),
                        new ApiMeter());
        this.queue = new WorkQueue(clients.receiving(), clients.settling(), queueUrl);
        this.store = new ObjectStore(clients.s3());
        this.rows =
                new FinalRows(
                        new JobTable(clients.dynamodb(), settings.table(), InstantSource.system()),
                        pipeline);
        this.bucket = settings.resultBucket();
        this.work = work;
    }

    /**
     * Starts it, with a worker's flags and AOT cache, and waits until it is about to poll.
     *
     * @param pictures whether it also decodes and classifies them
     */
    static Child start(Stand stand, Pipeline pipeline, boolean pictures)
            throws IOException, InterruptedException {
        return stand.start(
                        pictures ? "woven" : "calls",
                        pipeline.name(),
                        BareWorker.class,
                        stand.queueUrl(pipeline),
                        pipeline.folder().toString(),
                        Boolean.toString(pictures))
                .await(READY, START);
    }

    /** Arguments: queue URL; the pipeline's folder; whether pictures are worked on, too. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.read(System.getenv());
        Path folder = Path.of(arguments[1]);
        Pipeline pipeline = Pipelines.read(folder, List.of()).all().getFirst();
        Work work = Boolean.parseBoolean(arguments[2]) ? new Bare(folder)::picture : upload -> {};
        BareWorker worker = new BareWorker(settings, arguments[0], pipeline, work);
        System.out.println(READY);
        var receivers = new ExecutorCompletionService<Void>(worker.threads);
        Collections.nCopies(RECEIVERS, (Callable<Void>) worker::receiveForEver)
                .forEach(receivers::submit);
        var _ = receivers.take().get(); // ends by failing only
    }

    private Void receiveForEver() throws Exception {
        while (true) {
            List<Received> messages = queue.receive(WorkQueue.BATCH, Duration.ofSeconds(1));
            List<Future<Void>> jobs = new ArrayList<>();
            for (Received message : messages) {
                jobs.add(threads.submit(() -> job(JobCodec.read(message.body()))));
            }
            for (Future<Void> job : jobs) {
                var _ = job.get();
            }
            if (!messages.isEmpty() && !queue.delete(messages).isEmpty()) {
                throw new IOException("messages were not deleted");
            }
        }
    }

    private Void job(Job job) throws Exception {
        if (!(store.fetch(job, job.size(), job.size()) instanceof Fetched.Content upload)) {
            throw new IOException("there is no " + job.key());
        }
        work.on(upload.bytes());
        String key =
                "%s/%s-result/%s_result.json"
                        .formatted(job.customerID(), job.pipeline(), job.imageID());
        var _ = store.putFenced(bucket, key, "application/json", DOCUMENT, job, () -> {});
        ResultPlace place = new ResultPlace.Whole(key);
        var _ = rows.completed(job, new Completion(place, "neutral 93.2 %", SUMMARY, Map.of()), 1);
        return null;
    }
}
