package dev.sluice.worker.flow;

import dev.sluice.shared.aws.ObjectStore.StoreUnavailable;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.rows.JobTable.TableUnavailable;
import dev.sluice.shared.job.rows.StageRows;
import dev.sluice.shared.job.rows.StageRows.Claim;
import dev.sluice.shared.job.rows.StageRows.Told;
import dev.sluice.shared.pipeline.Stages.Stage;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.stage.StageFiles;
import dev.sluice.worker.task.Progress;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What goes on beside a stage: every two seconds it asks the row whether the work is still wanted,
 * tells it how far that is, looks at the disk, and now and then stores log and checkpoint.
 */
final class StageWatch implements Progress, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StageWatch.class);

    /**
     * Who stops a job sees it end within five seconds: this, and what a program has for its end.
     */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** A write costs money; dashboards look no more often. */
    private static final Duration NEWS = Duration.ofSeconds(10);

    /** Without news the row still hears that somebody is at it. */
    private static final Duration NO_NEWS = Duration.ofSeconds(30);

    /** After several times {@link #NO_NEWS} without a word whoever has a stage is given up. */
    static final Duration SILENCE = Duration.ofMinutes(3);

    /** Why the work is over. */
    enum Ending {
        /** The row does not say any more that it is this worker's. */
        TAKEN,
        /** The disk's quota is used up. */
        FULL
    }

    /**
     * @param rows where it is told
     * @param checkpoints the time between two that are stored
     */
    record Watched(Job job, Claim claim, Stage stage, StageRows rows, Duration checkpoints) {}

    private final Watched watched;
    private final StageFiles files;
    private final Estimate estimate;
    private final Lease lease;
    private final Thread worker = Thread.currentThread();
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long began = System.nanoTime();

    // Written by the task's threads, read by the watch.
    private volatile Map<String, Object> state = Map.of("message", "fetches its files");
    private volatile boolean atWork;
    private volatile boolean interruptible = true;
    private volatile Optional<Ending> ended = Optional.empty();

    // The watch's own.
    private Map<String, Object> told = Map.of();
    private long toldAt;
    private long storedAt;
    private long checkpoint;
    private long logWritten;

    private StageWatch(Watched watched, StageFiles files, Estimate estimate, Lease lease) {
        this.watched = watched;
        this.files = files;
        this.estimate = estimate;
        this.lease = lease;
        this.thread = Thread.ofVirtual().name("watch-" + watched.job().lane()).unstarted(this::run);
    }

    /** Begins; the calling thread is interrupted when the work is not wanted any more. */
    static StageWatch begin(Watched watched, StageFiles files, Estimate estimate, Lease lease) {
        StageWatch watch = new StageWatch(watched, files, estimate, lease);
        watch.toldAt = watch.began;
        watch.storedAt = watch.began;
        watch.thread.start();
        return watch;
    }

    /** The task begins: from now on there may be a log and a checkpoint. */
    void works() {
        state = Map.of("message", "at work");
        atWork = true;
    }

    /** It has ended; its files are stored. */
    void rests() {
        atWork = false;
        state = Map.of("progress", 1.0, "message", "stores its files");
    }

    Optional<Ending> ended() {
        return ended;
    }

    @Override
    public void report(Map<String, Object> said) {
        state = Map.copyOf(said);
    }

    /** The last of the log; that it cannot be stored is no reason to fail. */
    void storeLog() {
        try {
            files.storeLog(watched.stage());
        } catch (IOException | StageFiles.Superseded | RuntimeException e) {
            log.warn("the log of {} was not stored: {}", watched.job().label(), e.toString());
        }
    }

    /** The last of the log, and a checkpoint, of work that broke off. */
    void lastWords() {
        storeLog();
        try {
            if (ended.isEmpty()) {
                files.storeCheckpoint(watched.stage());
            }
        } catch (IOException | StageFiles.Superseded | RuntimeException e) {
            log.warn("no checkpoint of {}: {}", watched.job().label(), e.toString());
        }
    }

    private void run() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            log.trace("the watch was stopped");
        }
    }

    private void look() {
        try {
            if (!lease.alive()) {
                return; // its end is heard of elsewhere
            }
            long now = System.nanoTime();
            if (!wanted(now)) {
                end(Ending.TAKEN);
            } else if (files.space().used() > files.space().quota()) {
                end(Ending.FULL);
            } else if (atWork && now - storedAt >= watched.checkpoints().toNanos()) {
                storedAt = now;
                store();
            }
        } catch (TableUnavailable | StoreUnavailable | IOException | StageFiles.Superseded e) {
            log.warn("{} could not be looked after: {}", watched.job().label(), e.getMessage());
        } catch (RuntimeException e) { // the next look may do better
            log.error("{} was not looked after", watched.job().label(), e);
        }
    }

    private boolean wanted(long now) {
        Map<String, Object> said = state;
        Duration quiet = Duration.ofNanos(now - toldAt);
        boolean news = !said.equals(told);
        if (quiet.compareTo(news ? NEWS : NO_NEWS) < 0 && !told.isEmpty()) {
            return watched.rows().holds(watched.job(), watched.claim());
        }
        boolean ours = watched.rows().tell(watched.job(), watched.claim(), told(said, now));
        told = said;
        toldAt = now;
        return ours;
    }

    private Told told(Map<String, Object> said, long now) {
        Optional<Double> share = number(said, "progress").map(p -> Math.clamp(p, 0.0, 1.0));
        Optional<Duration> left =
                number(said, "remainingSeconds")
                        .filter(seconds -> seconds >= 0 && seconds < 1e9)
                        .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
        Duration worked = Duration.ofNanos(now - began);
        return new Told(
                share,
                watched.stage().name() + ": " + said.getOrDefault("message", "at work"),
                estimate.elapsed(worked),
                estimate.remaining(worked, share, left));
    }

    private static Optional<Double> number(Map<String, Object> said, String name) {
        return said.get(name) instanceof Number number && Double.isFinite(number.doubleValue())
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    private void store() throws IOException, StageFiles.Superseded {
        long written = files.logChanged();
        if (written != logWritten) {
            logWritten = written;
            files.storeLog(watched.stage());
        }
        long changed = files.checkpointChanged();
        if (changed != checkpoint && files.storeCheckpoint(watched.stage())) {
            checkpoint = changed;
        }
    }

    private synchronized void end(Ending why) {
        if (interruptible) {
            ended = Optional.of(why);
            worker.interrupt();
        }
    }

    /**
     * Interrupts nobody from now on, for the row is about to be written.
     *
     * @return false if it has already
     */
    synchronized boolean letGo() {
        interruptible = false;
        return ended.isEmpty();
    }

    @Override
    public void close() {
        boolean _ = letGo();
        closed.countDown();
    }
}
