package dev.sluice.shared.fleet;

import dev.sluice.shared.fleet.FleetTable.FleetUnavailable;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes a member's row every ten seconds, on a thread of its own, and passes on which pipelines
 * are paused. A table that does not answer is said once a minute, and nothing else comes of it.
 */
public final class Heartbeat {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration SAID_EVERY = Duration.ofMinutes(1);

    /** What a member is, and does. */
    public record Self(Member member, Supplier<Vitals> vitals) {}

    private final Members members;
    private final Self self;
    private final Consumer<Set<String>> paused;
    private final Ticker ticker;
    private final Thread thread;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closing;

    // Touched by whoever beats, one at a time.
    private Pauses known = Pauses.NONE;
    private boolean joined;
    private boolean failing;
    private long said;

    /**
     * @param paused told after each write which pipelines are paused
     */
    public Heartbeat(Members members, Self self, Consumer<Set<String>> paused, Ticker ticker) {
        this.members = members;
        this.self = self;
        this.paused = paused;
        this.ticker = ticker;
        this.thread = Thread.ofPlatform().name("fleet-row").daemon().unstarted(this::run);
    }

    /**
     * Joins the fleet, so that what is paused is known when this returns, and goes on by itself.
     */
    public void start() {
        beat();
        thread.start();
    }

    /** Writes now: its state has changed. */
    public void soon() {
        wake.release();
    }

    /**
     * The last write, which says that it has ended.
     *
     * @param atMost longest wait for it
     */
    public void close(Duration atMost) throws InterruptedException {
        closing = true;
        wake.release();
        if (thread.getState() != Thread.State.NEW) {
            thread.join(atMost);
        }
    }

    private void run() {
        try {
            boolean last;
            do {
                boolean asked = wake.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                log.trace("writes the row; asked to: {}", asked);
                wake.drainPermits();
                last = closing;
                beat();
            } while (!last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One write. */
    synchronized void beat() {
        try {
            Vitals vitals = self.vitals().get();
            Optional<Pauses> told =
                    joined ? members.renew(self.member(), vitals) : Optional.empty();
            known = known.with(told.orElseGet(() -> members.join(self.member(), vitals)));
            joined = true;
            paused.accept(known.paused());
            if (failing) {
                failing = false;
                log.info("the fleet table answers again");
            }
        } catch (FleetUnavailable e) {
            failed(e);
        } catch (RuntimeException e) { // a bug; jobs go on, and it may be better next time
            log.error("the fleet table does not know of this program", e);
        }
    }

    private void failed(FleetUnavailable e) {
        long now = ticker.nanos();
        if (!failing || now - said >= SAID_EVERY.toNanos()) {
            log.warn("{}; status --workers and pause do without this program", e.getMessage());
            said = now;
        }
        failing = true;
    }
}
