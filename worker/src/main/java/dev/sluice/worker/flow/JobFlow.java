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
import dev.sluice.worker.input.picture.PictureDecoder;
import dev.sluice.worker.input.picture.PictureDecoder.Undecodable;
import dev.sluice.worker.input.picture.PictureHeader;
import dev.sluice.worker.input.picture.Shrink;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Lease.Calls;
import dev.sluice.worker.machine.Cpu;
import dev.sluice.worker.machine.MemoryBudget;
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
    private final Isolation isolation = new Isolation();

    /**
     * What all jobs of a process share.
     *
     * @param downloads bytes of uploads fetched and not yet decoded
     * @param memory bytes of decoded pictures and what is made of them
     */
    public record Machine(Cpu cpu, MemoryBudget downloads, MemoryBudget memory, Ticker ticker) {}

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
        try (Turn turn = isolation.enter(lastAttempt(lease) && !outage)) {
            lease.work().start(pipeline.limits().timeout());
            Stopwatch watch = new Stopwatch(machine.ticker());
            Outcome outcome = lease.work().during(() -> outcome(job, lease, model, watch));
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
            Optional<Row> row = row(job, lease);
            if (row.isPresent() && row.get().newerThan(job)) {
                return new Outcome.Superseded("the row tells of a newer upload");
            }
            if (row.isPresent() && row.get().completes(job)) {
                return new Outcome.Superseded("it was completed before");
            }
        }
        Optional<FailureReason> refused = PictureDecoder.refusedSize(job.size(), pipeline.limits());
        if (refused.isPresent()) {
            return new Outcome.Reject(refused.get());
        }
        return fetchAndRun(job, lease, model, watch, new Ask(job.size(), false));
    }

    /**
     * What is asked of S3.
     *
     * @param room bytes to set aside for the upload; should it need more, all is given back and
     *     acquired anew, so that no job waits for memory while it holds some of the same budget
     * @param newerToo whether a newer upload will do
     */
    private record Ask(long room, boolean newerToo) {}

    private Optional<Row> row(Job job, Lease lease) {
        try (Calls _ = lease.calls()) {
            return table.read(job);
        }
    }

    private Outcome fetchAndRun(Job job, Lease lease, JobModel model, Stopwatch watch, Ask ask)
            throws Exception {
        try (MemoryBudget.Share download = machine.downloads().acquire(ask.room())) {
            Fetched fetched = fetch(job, lease, ask);
            watch.fetch = watch.lap();
            return switch (fetched) {
                case Fetched.NeedsRoom(long bytes) -> {
                    download.close();
                    Ask more = new Ask(bytes, ask.newerToo());
                    yield fetchAndRun(job, lease, model, watch, more);
                }
                case Fetched.Refused(FailureReason why) -> new Outcome.Reject(why);
                case Fetched.Newer() -> {
                    download.close();
                    yield overtaken(job, lease, model, watch, ask);
                }
                case Fetched.Deleted() -> new Outcome.Reject(FailureReason.DELETED);
                case Fetched.TooLarge(long bytes) ->
                        new Outcome.Reject(
                                PictureDecoder.refusedSize(bytes, pipeline.limits()).orElseThrow());
                case Fetched.Content content -> decodeAndRun(content, download, model, watch);
            };
        } catch (Undecodable e) {
            return new Outcome.Reject(e.reason());
        }
    }

    private Fetched fetch(Job job, Lease lease, Ask ask) throws InterruptedException {
        long cap = pipeline.limits().object();
        try (Calls _ = lease.calls()) {
            return ask.newerToo()
                    ? store.fetchStanding(job, cap, ask.room())
                    : store.fetch(job, cap, ask.room());
        }
    }

    /**
     * A newer upload is the answer only if its row says so, for its event may never come. If no row
     * does, the last attempt answers for what stands there, which is what its customer sees.
     */
    private Outcome overtaken(Job job, Lease lease, JobModel model, Stopwatch watch, Ask ask)
            throws Exception {
        if (row(job, lease).filter(row -> row.newerThan(job)).isPresent()) {
            return new Outcome.Superseded("a newer upload came before it was read");
        }
        if (ask.newerToo() || !lastAttempt(lease)) {
            throw new Overtaken("S3 holds another upload than the event announced");
        }
        return fetchAndRun(job, lease, model, watch, new Ask(ask.room(), true));
    }

    private boolean lastAttempt(Lease lease) {
        return pipeline.limits().lastAttempt(lease.message().receiveCount());
    }

    private Outcome decodeAndRun(
            Fetched.Content content, MemoryBudget.Share download, JobModel model, Stopwatch watch)
            throws Exception {
        // plain Java and microseconds: a hand-off to the pool would cost as much
        PictureHeader header = PictureDecoder.header(content.bytes(), pipeline.limits());
        Shrink shrink = Shrink.of(header, task.sideNeeded());
        long workingSet = shrink.pixelsHeld(header) * pipeline.limits().bytesPerPixel();
        try (MemoryBudget.Share memory = machine.memory().acquire(workingSet);
                Mat picture =
                        machine.cpu()
                                .run(
                                        () ->
                                                PictureDecoder.decode(
                                                        content.bytes(),
                                                        header,
                                                        shrink,
                                                        task.matte()))) {
            download.close();
            watch.decode = watch.lap();
            return task.run(new Upload(picture, content.metadata()), model);
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
