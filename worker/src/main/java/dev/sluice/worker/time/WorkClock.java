package dev.sluice.worker.time;

import dev.sluice.shared.time.Ticker;

import java.time.Duration;

/**
 * How long somebody has worked on one job: what {@code limits.timeout} bounds (RULES 12). Whoever
 * makes a job wait, for a core, for memory, for the model, stops its clock meanwhile, so that a
 * full machine costs a job time and never its attempts. The thread that works on a job finds the
 * clock by {@link #ofJob}, and no task has to know of it.
 */
public final class WorkClock {
    private static final ScopedValue<WorkClock> JOB = ScopedValue.newInstance();

    private final Ticker ticker;

    // All guarded by this.
    private long limit = Long.MAX_VALUE;
    private long worked;
    private long since;
    private boolean running;

    public WorkClock(Ticker ticker) {
        this.ticker = ticker;
    }

    /** What a thread does for a job. */
    public interface Work<T> {
        T run() throws Exception;
    }

    /** Begins to count; nothing before it was work. */
    public synchronized void start(Duration longest) {
        limit = longest.toNanos();
        go();
    }

    /** Nobody works on the job from now on. Repeatable. */
    public synchronized void stop() {
        if (running) {
            worked += ticker.nanos() - since;
            running = false;
        }
    }

    /** Somebody works on the job again. Repeatable. */
    public synchronized void go() {
        if (!running) {
            since = ticker.nanos();
            running = true;
        }
    }

    /** Time worked so far. */
    public synchronized Duration worked() {
        return Duration.ofNanos(running ? worked + ticker.nanos() - since : worked);
    }

    /** Whether the work has taken its time; never while nobody works. */
    public synchronized boolean over() {
        return running && worked + ticker.nanos() - since >= limit;
    }

    /** Does a job's work, for which this is the clock. */
    public <T> T during(Work<T> work) throws Exception {
        return ScopedValue.where(JOB, this).call(work::run);
    }

    /** The clock of the job that this thread works on; outside of any job one that nobody reads. */
    public static WorkClock ofJob() {
        return JOB.isBound() ? JOB.get() : new WorkClock(() -> 0);
    }
}
