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
 * The calls of a worker and nothing else, in a process of its own. It receives ten messages, then
 * for each, on a virtual thread, fetches, writes and updates by {@code shared}'s own code, then
 * deletes the ten. No lease is kept, nothing is batched, tried again or logged.
 */
record BareCalls(WorkQueue queue, ObjectStore store, FinalRows rows, String bucket) {
    /** Ten messages each: about as many in hand as the worker has permits. */
    private static final int RECEIVERS = 6;

    /** As long as what a classifier writes about a photo. */
    private static final byte[] DOCUMENT = new byte[400];

    private static final Map<String, Object> SUMMARY =
            Map.of("class", "neutral", "confidence", 0.9321);

    /** Starts it, with a worker's flags and AOT cache, and waits until it is about to poll. */
    static Child start(Stand stand, Pipeline pipeline) throws IOException, InterruptedException {
        String folder = pipeline.folder().toString();
        return stand.startAsWorker(
                pipeline.name(), BareCalls.class, stand.queueUrl(pipeline), folder);
    }

    /** Arguments: queue URL; the pipeline's folder. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.read(System.getenv());
        Pipeline pipeline = Pipelines.read(Path.of(arguments[1]), List.of()).all().getFirst();
        int jobs = RECEIVERS * WorkQueue.BATCH;
        AwsClients.Load load = new AwsClients.Load(jobs, RECEIVERS, Duration.ofSeconds(60));
        AwsClients clients = AwsClients.open(settings.aws(), load, new ApiMeter());
        JobTable table = new JobTable(clients.dynamodb(), settings.table(), InstantSource.system());
        BareCalls calls =
                new BareCalls(
                        new WorkQueue(clients.receiving(), clients.settling(), arguments[0]),
                        new ObjectStore(clients.s3()),
                        new FinalRows(table, pipeline),
                        settings.resultBucket());
        System.out.println(Stand.POLLS);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var receivers = new ExecutorCompletionService<Void>(threads);
        Callable<Void> receiver = () -> calls.receiveForEver(threads);
        Collections.nCopies(RECEIVERS, receiver).forEach(receivers::submit);
        var _ = receivers.take().get(); // ends by failing only
    }

    private Void receiveForEver(ExecutorService threads) throws Exception {
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
        if (!(store.fetch(job, job.size(), job.size()) instanceof Fetched.Content)) {
            throw new IOException("there is no " + job.key());
        }
        String key =
                "%s/%s-result/%s_result.json"
                        .formatted(job.customerID(), job.pipeline(), job.imageID());
        var _ = store.putFenced(bucket, key, "application/json", DOCUMENT, job, () -> {});
        ResultPlace place = new ResultPlace.Whole(key);
        var _ = rows.completed(job, new Completion(place, "neutral 93.2 %", SUMMARY, Map.of()), 1);
        return null;
    }
}
