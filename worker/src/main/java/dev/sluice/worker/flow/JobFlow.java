package dev.sluice.worker.flow;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.Fetched;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobTable;
import dev.sluice.shared.job.Row;
import dev.sluice.shared.pipeline.Pipeline;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.flow.Isolation.Turn;
import dev.sluice.worker.input.Cpu;
import dev.sluice.worker.input.MemoryBudget;
import dev.sluice.worker.input.PictureDecoder;
import dev.sluice.worker.input.PictureDecoder.Undecodable;
import dev.sluice.worker.input.PictureHeader;
import dev.sluice.worker.input.Shrink;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.model.JobModel;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.task.Outcome;
import dev.sluice.worker.task.Task;
import dev.sluice.worker.task.Upload;

import org.bytedeco.opencv.opencv_core.Mat;

import java.time.Duration;
import java.util.Optional;

/** The work on one message: fetch, decode, task. Straight-line code on a virtual thread. */
public final class JobFlow {
    private final Pipeline pipeline;
    private final Task task;
    private final ObjectStore store;
    private final JobTable table;
    private final Machine machine;

    /**
     * What all jobs of a process share.
     *
     * @param downloads bytes of uploads fetched and not yet decoded
     * @param memory bytes of decoded pictures and what is made of them
     */
    public record Machine(
            Cpu cpu,
            MemoryBudget downloads,
            MemoryBudget memory,
            Isolation isolation,
            Ticker ticker) {}

    JobFlow(Pipeline pipeline, Task task, ObjectStore store, JobTable table, Machine machine) {
        this.pipeline = pipeline;
        this.task = task;
        this.store = store;
        this.table = table;
        this.machine = machine;
    }

    /** An outcome, and where the time went. */
    record Worked(Outcome outcome, Milliseconds milliseconds) {}

    /**
     * Does the work. Whatever it throws says nothing about the upload yet: {@link Verdict} decides.
     *
     * @param queued how long the message waited in its queue
     * @param outage whether so many messages are repeats that the cause is not in them; a last
     *     attempt then needs no isolation
     */
    Worked work(Job job, Lease lease, JobModel model, Duration queued, boolean outage)
            throws Exception {
        boolean lastAttempt = lease.message().receiveCount() >= pipeline.limits().attempts();
        try (Turn turn = machine.isolation().enter(lastAttempt && !outage)) {
            lease.startWork(pipeline.limits().timeout().toNanos());
            Stopwatch watch = new Stopwatch(machine.ticker());
            Outcome outcome = outcome(job, lease, model, watch);
            return new Worked(
                    outcome,
                    new Milliseconds(
                            queued,
                            watch.fetch,
                            watch.decode,
                            model.elapsed(),
                            watch.rest().minus(model.elapsed())));
        }
    }

    private Outcome outcome(Job job, Lease lease, JobModel model, Stopwatch watch)
            throws Exception {
        if (lease.message().receiveCount() > 1) {
            lease.check();
            Optional<Row> row = table.read(job);
            if (row.isPresent() && row.get().newerThan(job)) {
                return new Outcome.Superseded("the row tells of a newer upload");
            }
            if (row.isPresent() && row.get().completes(job)) {
                return new Outcome.Superseded("it was completed before");
            }
        }
        if (!job.modelVersion().equals(pipeline.model().version())) {
            return new Outcome.Reject(
                    new FailureReason(
                            "version-withdrawn",
                            "Version %s of the %s model, chosen when the file arrived, is no longer in service; upload the file again."
                                    .formatted(job.modelVersion(), pipeline.name())));
        }
        Optional<FailureReason> refused = PictureDecoder.refusedSize(job.size(), pipeline.limits());
        if (refused.isPresent()) {
            return new Outcome.Reject(refused.get());
        }
        return fetchAndRun(job, lease, model, watch);
    }

    private Outcome fetchAndRun(Job job, Lease lease, JobModel model, Stopwatch watch)
            throws Exception {
        MemoryBudget.Share download = waited(lease, machine.downloads(), job.size());
        try {
            lease.check();
            Fetched fetched = store.fetch(job, pipeline.limits().object());
            watch.fetch = watch.lap();
            lease.outside(false);
            return switch (fetched) {
                case Fetched.Overwritten() ->
                        new Outcome.Superseded("the object was overwritten before it was read");
                case Fetched.Deleted() ->
                        new Outcome.Reject(
                                new FailureReason(
                                        "object-deleted",
                                        "The file was deleted before it was read; upload it"
                                                + " again."));
                case Fetched.TooLarge(long bytes) ->
                        new Outcome.Reject(
                                PictureDecoder.refusedSize(bytes, pipeline.limits()).orElseThrow());
                case Fetched.Content content ->
                        decodeAndRun(content, download, lease, model, watch);
            };
        } catch (Undecodable e) {
            return new Outcome.Reject(e.reason());
        } finally {
            download.close();
        }
    }

    private Outcome decodeAndRun(
            Fetched.Content content,
            MemoryBudget.Share download,
            Lease lease,
            JobModel model,
            Stopwatch watch)
            throws Exception {
        // plain Java and microseconds: a hand-off to the pool would cost as much
        PictureHeader header = PictureDecoder.header(content.bytes(), pipeline.limits());
        Shrink shrink = Shrink.of(header, task.sideNeeded());
        long workingSet = shrink.pixelsHeld(header) * pipeline.limits().bytesPerPixel();
        try (MemoryBudget.Share memory = waited(lease, machine.memory(), workingSet);
                Mat picture =
                        machine.cpu()
                                .run(
                                        () ->
                                                PictureDecoder.decode(
                                                        content.bytes(), header, shrink))) {
            download.close();
            watch.decode = watch.lap();
            return task.run(new Upload(picture, content.metadata()), model);
        }
    }

    /** Waiting for memory is not work: {@code limits.timeout} does not run meanwhile (RULES 12). */
    private static MemoryBudget.Share waited(Lease lease, MemoryBudget budget, long bytes)
            throws InterruptedException {
        lease.pauseWork();
        try {
            return budget.acquire(bytes);
        } finally {
            lease.resumeWork();
        }
    }

    /** Splits a job's time; used by one thread. */
    private static final class Stopwatch {
        private final Ticker ticker;
        private long last;
        Duration fetch = Duration.ZERO;
        Duration decode = Duration.ZERO;

        Stopwatch(Ticker ticker) {
            this.ticker = ticker;
            this.last = ticker.nanos();
        }

        Duration lap() {
            Duration lap = rest();
            last += lap.toNanos();
            return lap;
        }

        Duration rest() {
            return Duration.ofNanos(ticker.nanos() - last);
        }
    }
}
