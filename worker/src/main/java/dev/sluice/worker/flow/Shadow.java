package dev.sluice.worker.flow;

import dev.sluice.shared.aws.ObjectStore;
import dev.sluice.shared.aws.ObjectStore.Fetched;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.release.Comparison;
import dev.sluice.shared.release.Trial;
import dev.sluice.shared.time.Ticker;
import dev.sluice.worker.input.Reader;
import dev.sluice.worker.machine.Machine;
import dev.sluice.worker.machine.MemoryBudget;
import dev.sluice.worker.model.JobModels;
import dev.sluice.worker.output.Result;
import dev.sluice.worker.task.Finding;
import dev.sluice.worker.task.JointTask;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Does a share of a lane's jobs with another release, too, after their answers are out, and
 * compares the two. Nothing of it is written or shown but numbers. One at a time: what is chosen
 * meanwhile is left out, so that jobs keep the machine.
 */
public final class Shadow {
    private static final Logger log = LoggerFactory.getLogger(Shadow.class);

    private final LoadedReleases releases;
    private final ObjectStore store;
    private final Machine machine;
    private final Semaphore place = new Semaphore(1);
    private volatile Optional<Trial> trial = Optional.empty();

    /** Guarded by this. */
    private Comparison compared = Comparison.NONE;

    Shadow(LoadedReleases releases, ObjectStore store, Machine machine) {
        this.releases = releases;
        this.store = store;
        this.machine = machine;
    }

    /** From now on this is tried; what came of another is forgotten. */
    public void follow(Optional<Trial> now) {
        if (!trial.equals(now)) {
            trial = now;
            var _ = take();
        }
    }

    public Optional<Trial> trial() {
        return trial;
    }

    /** What was compared since somebody last asked. */
    public synchronized Comparison take() {
        Comparison taken = compared;
        compared = Comparison.NONE;
        return taken;
    }

    private synchronized void add(Trial of, Comparison one) {
        if (trial.equals(Optional.of(of))) {
            compared = compared.plus(one);
        }
    }

    /** A job was completed, and its answer is out. */
    void completed(Upload upload, Outcome.Done live) {
        Job job = upload.job();
        Optional<Trial> now = trial;
        if (now.isPresent()
                && !now.get().version().equals(job.modelVersion())
                && now.get().takes(job.pipeline(), job.label() + job.generation().value())
                && place.tryAcquire()) {
            Thread.ofVirtual().name("shadow").start(() -> run(now.get(), upload, live));
        }
    }

    private void run(Trial tried, Upload upload, Outcome.Done live) {
        try (LoadedReleases.Use use =
                releases.use(tried.version()).filter(u -> is(u, tried)).orElse(null)) {
            if (use != null && use.serving().service().task().onlyAnswers()) {
                add(tried, compare(use.serving().service(), upload, live));
            }
        } catch (InterruptedException e) {
            log.trace("a shadow was stopped");
        } catch (RuntimeException e) { // no answer to compare, and no fault of the release
            log.debug("a shadow came to nothing", e);
        } finally {
            place.release();
        }
    }

    /** Where it cannot be had there is the live one, which is not compared with itself. */
    private static boolean is(LoadedReleases.Use use, Trial tried) {
        boolean is = use.serving().version().equals(tried.version());
        if (!is) {
            use.close();
        }
        return is;
    }

    private <I extends AutoCloseable> Comparison compare(
            Service<I> service, Upload upload, Outcome.Done live) throws InterruptedException {
        long limit = service.pipeline().limits().object();
        Job job = upload.job();
        try (MemoryBudget.Share _ = machine.downloads().acquire(job.size())) {
            if (!(store.fetch(job, limit, job.size()) instanceof Fetched.Content content)) {
                return Comparison.NONE; // gone or replaced by now
            }
            Duration alive = live.milliseconds().model().plus(live.milliseconds().task());
            Ticker ticker = machine.ticker();
            long begun = ticker.nanos();
            Optional<Result> other = Optional.empty();
            service.models().expect(1);
            try (JobModels models = service.models().forJob(false);
                    Scratch files = new Scratch()) {
                JobContext context =
                        new JobContext(upload, models, _ -> {}, files).with(content.metadata());
                Reader.Header<I> header = reader(service, job).header(content.bytes());
                try (MemoryBudget.Share _ = machine.memory().acquire(header.memory());
                        I input = machine.cpu().run(header::decode)) {
                    begun = ticker.nanos();
                    if (service.task().run(input, context) instanceof Finding.Found(Result found)) {
                        other = Optional.of(found);
                    }
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                log.info(
                        "version {} has no answer: {}", service.pipeline().version(), e.toString());
            }
            Duration took = Duration.ofNanos(ticker.nanos() - begun);
            return compared(live.result(), other, alive, took);
        }
    }

    private static <I extends AutoCloseable> Reader<I> reader(Service<I> service, Job job) {
        return service.task() instanceof JointTask<I> joint
                ? joint.reader(job.part().orElseThrow())
                : service.task().reader();
    }

    static Comparison compared(Result live, Optional<Result> other, Duration alive, Duration took) {
        if (other.isEmpty()) {
            return new Comparison(1, 0, 1, 0, 0, 0);
        }
        boolean same = live.said().equals(other.get().said());
        double shift =
                live.summary().get("confidence") instanceof Double before
                                && other.get().summary().get("confidence") instanceof Double after
                        ? Math.abs(after - before)
                        : 0;
        return new Comparison(1, same ? 1 : 0, 0, shift, millis(alive), millis(took));
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
