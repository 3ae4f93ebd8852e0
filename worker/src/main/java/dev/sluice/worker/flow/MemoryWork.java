package dev.sluice.worker.flow;

import dev.sluice.shared.job.Job;
import dev.sluice.shared.time.Ticker;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.JobScope.Step;
import dev.sluice.worker.flow.Source.Fetch;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.input.Undecodable;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.machine.MemoryBudget;
import dev.sluice.worker.output.Milliseconds;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.JointTask;
import dev.sluice.worker.task.Progress;

import java.time.Duration;
import java.util.Optional;

/**
 * Work on uploads that fit into memory: a repeat asks its row; then fetch, the reader's guard,
 * memory, decode, the task, which calls its models in batches with other jobs.
 */
final class MemoryWork<I extends AutoCloseable> implements Work {
    private final Service<I> service;
    private final Machine machine;
    private final Source source;

    MemoryWork(Service<I> service, Machine machine, Source source) {
        this.service = service;
        this.machine = machine;
        this.source = source;
    }

    @Override
    public Outcome on(Upload upload, Delivery delivery, Means means) throws Exception {
        Progress progress = source.progress(upload.job(), delivery.lease(), machine.ticker());
        return answer(delivery, new JobContext(upload, means.models(), progress, means.files()));
    }

    private Outcome answer(Delivery delivery, JobContext job) throws Exception {
        Job about = job.upload().job();
        boolean removed = about.kind() == Job.Kind.REMOVED;
        Optional<Outcome> before =
                delivery.repeat() || removed
                        ? source.answered(about, delivery.lease())
                        : Optional.empty();
        if (before.isPresent()) {
            return before.get();
        }
        if (removed) {
            service.task().forget(job);
            return new Outcome.Forgotten();
        }
        Stopwatch watch = new Stopwatch(machine.ticker());
        return switch (fetch(about, delivery)) {
            case Fetch.Nothing(Outcome outcome) -> outcome;
            case Fetch.Here here -> {
                try (here) {
                    Duration fetch = watch.lap();
                    Found found = read(here, job.with(here.content().metadata()), watch);
                    Duration model = job.models().elapsed();
                    yield switch (found.finding()) {
                        case Finding.Refused(var why) -> new Outcome.Reject(why);
                        case Finding.Found(var result) ->
                                new Outcome.Done(
                                        result,
                                        new Milliseconds(
                                                delivery.queued(),
                                                fetch,
                                                found.decode(),
                                                model,
                                                watch.lap().minus(model)));
                    };
                } catch (Undecodable e) {
                    yield new Outcome.Reject(e.reason());
                } catch (Progress.NotNeeded e) {
                    yield new Outcome.Superseded(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private Fetch fetch(Job job, Delivery delivery) throws Exception {
        try (Step _ = JobScope.step("fetch")) {
            return source.fetch(job, delivery.lease());
        }
    }

    /**
     * @param decode waiting for memory, and decoding
     */
    private record Found(Finding finding, Duration decode) {}

    /** One acquisition of memory, after the header and before decoding (RULES 17). */
    private Found read(Fetch.Here here, JobContext job, Stopwatch watch) throws Exception {
        // plain Java and microseconds: a hand-off to the pool would cost as much
        Reader.Header<I> header = reader(job).header(here.content().bytes());
        try (MemoryBudget.Share memory = machine.memory().acquire(header.memory());
                I input = decoded(header)) {
            here.close();
            Duration decode = watch.lap();
            return new Found(service.task().run(input, job), decode);
        }
    }

    private Reader<I> reader(JobContext job) {
        return service.task() instanceof JointTask<I> joint
                ? joint.reader(job.upload().job().part().orElseThrow())
                : service.task().reader();
    }

    private I decoded(Reader.Header<I> header) throws Exception {
        try (Step _ = JobScope.step("decode")) {
            return machine.cpu().run(header::decode);
        }
    }

    /** Splits a job's time; used by one thread. */
    private static final class Stopwatch {
        private final Ticker ticker;
        private long last;

        Stopwatch(Ticker ticker) {
            this.ticker = ticker;
            this.last = ticker.nanos();
        }

        /** Time since the last lap. */
        Duration lap() {
            long now = ticker.nanos();
            Duration lap = Duration.ofNanos(now - last);
            last = now;
            return lap;
        }
    }
}
