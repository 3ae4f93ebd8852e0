package dev.sluice.ops.bench.sdk;

import dev.sluice.shared.Settings;
import dev.sluice.shared.aws.ApiMeter;
import dev.sluice.shared.aws.AwsClients;
import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.job.JobCodec.NotAJob;

import software.amazon.awssdk.services.sqs.model.Message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The calls of {@link SdkLoop}, woven together with the work on the pictures: a worker without an
 * engine. It receives ten messages, then for each, on a virtual thread, fetches, works, writes and
 * updates, then deletes the ten. No lease is kept, nothing is checked, batched, tried again or
 * logged, and the document is always the same.
 */
public final class WovenLoop {
    /** Ten messages each: about as many in hand as the worker has permits. */
    private static final int RECEIVERS = 6;

    private static final AwsClients.Load LOAD =
            new AwsClients.Load(RECEIVERS * WorkQueue.BATCH + 4, RECEIVERS, Duration.ofSeconds(60));

    private final Calls calls;
    private final Place place;
    private final Picture picture;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private WovenLoop(Calls calls, Place place, Picture picture) {
        this.calls = calls;
        this.place = place;
        this.picture = picture;
    }

    /** The work on one upload, for which the caller waits; called by many threads. */
    public interface Picture {
        void workOn(byte[] upload) throws Exception;
    }

    /**
     * Works off messages of a queue until something fails.
     *
     * @throws ExecutionException the first failure
     */
    public static void run(Settings settings, String queueUrl, Picture picture)
            throws ExecutionException, InterruptedException {
        WovenLoop loop =
                new WovenLoop(
                        HttpChoice.APACHE5.open(settings.aws(), LOAD, new ApiMeter()),
                        new Place(queueUrl, settings.resultBucket(), settings.table()),
                        picture);
        var receivers = new ExecutorCompletionService<Void>(loop.threads);
        Collections.nCopies(RECEIVERS, (Callable<Void>) loop::receiveForEver)
                .forEach(receivers::submit);
        receivers.take().get(); // ends by failing only
    }

    private Void receiveForEver() throws Exception {
        WorkerRequests requests = new WorkerRequests(place.table());
        while (true) {
            List<Message> messages = calls.receive(WorkerRequests.receive(place.queueUrl()));
            if (!messages.isEmpty()) {
                workOn(messages, requests);
            }
        }
    }

    private void workOn(List<Message> messages, WorkerRequests requests)
            throws NotAJob, ExecutionException, InterruptedException {
        Work work = Work.on(messages, place, requests);
        List<Future<Void>> jobs = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            int job = i;
            jobs.add(
                    threads.submit(
                            () -> {
                                picture.workOn(calls.get(work.gets().get(job)));
                                calls.put(work.puts().get(job), WorkerRequests.DOCUMENT);
                                calls.update(work.updates().get(job));
                                return null;
                            }));
        }
        for (Future<Void> job : jobs) {
            job.get();
        }
        work.deletes().forEach(calls::delete);
    }
}
