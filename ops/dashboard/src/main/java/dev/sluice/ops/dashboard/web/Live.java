package dev.sluice.ops.dashboard.web;

import dev.sluice.ops.dashboard.read.Snapshot;
import dev.sluice.ops.dashboard.read.Watch;
import dev.sluice.shared.time.Ticker;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the fleet every few seconds while somebody watches, and else as often as its history
 * needs; sends what it sees to all who watch.
 */
public final class Live implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Live.class);

    /** Of a point in the history. */
    private static final Duration WHOLE = Duration.ofSeconds(15);

    private static final int MOST_WATCHERS = 100;

    private final Watch watch;
    private final Ticker ticker = Ticker.system();
    private final Semaphore places = new Semaphore(MOST_WATCHERS);
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("dashboard-watch").factory());

    // Of the looking thread alone.
    private long ticks;
    private final long ticksOfWhole;
    private final Duration every;

    // Guarded by this.
    private long version;
    private String event = "";
    private boolean closed;

    /**
     * @param every while somebody watches
     */
    public Live(Watch watch, Duration every) {
        this.watch = watch;
        this.every = every;
        this.ticksOfWhole = Math.max(1, WHOLE.dividedBy(every));
    }

    public void start() {
        var _ =
                clock.scheduleWithFixedDelay(
                        this::tick, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        boolean whole = ticks++ % ticksOfWhole == 0;
        if (!whole && places.availablePermits() == MOST_WATCHERS) {
            return;
        }
        try {
            Snapshot seen = watch.look(whole);
            String text = "event: snapshot\ndata: " + Json.text(seen) + "\n\n";
            synchronized (this) {
                version++;
                event = text;
                notifyAll();
            }
        } catch (RuntimeException e) { // a bug; the next look must come all the same
            log.error("cannot look at the fleet", e);
        }
    }

    /** Sends events until the browser goes. */
    void stream(Context ctx) throws IOException, InterruptedException {
        if (!places.tryAcquire()) {
            ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
            return;
        }
        try {
            ctx.res().setContentType("text/event-stream; charset=utf-8");
            OutputStream out = ctx.res().getOutputStream();
            long sent = 0;
            while (true) {
                @Nullable Sent next = next(sent);
                if (next == null) {
                    return;
                }
                out.write(next.text().getBytes(StandardCharsets.UTF_8));
                out.flush();
                sent = next.version();
            }
        } finally {
            places.release();
        }
    }

    private record Sent(long version, String text) {}

    /**
     * The next event, or a comment that shows whether the browser is still there; null: the end.
     */
    private synchronized @Nullable Sent next(long after) throws InterruptedException {
        long begun = ticker.nanos();
        long left = WHOLE.toNanos();
        while (version == after && !closed && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = WHOLE.toNanos() - (ticker.nanos() - begun);
        }
        if (closed) {
            return null;
        }
        return version == after ? new Sent(after, ":\n\n") : new Sent(version, event);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }
}
