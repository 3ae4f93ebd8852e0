package dev.sluice.worker.life;

import dev.sluice.shared.time.Deadline;
import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where a worker is in its life. It goes one way only: starting, ready, then draining, for it has a
 * reason to leave or because it is broken, and ended. Whoever finds a reason says so here: the
 * first is the one that is told, and the soonest of their ends is the drain's (RULES 23). Ends are
 * by the monotonic clock, so that no clock that is set changes one.
 */
public final class Lifecycle {
    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    /** What a drain that is hurried may still take: calls that give messages back. */
    static final Duration HURRIED = Duration.ofSeconds(3);

    /** One stretch of it. */
    public sealed interface State {
        /** Models are loaded and warmed up; nothing is polled. */
        record Starting() implements State {}

        /** It polls. */
        record Ready() implements State {}

        /** Something does not work here; it is about to drain, and its exit code says it. */
        record Broken(String reason) implements State {}

        /**
         * Nothing new is taken, and what is in hand is finished. Begins before the pollers stop.
         *
         * @param cause the first reason, or what broke
         * @param deadline when it gives back what is left, as far as is known now
         * @param broken whether something does not work here
         */
        record Draining(Reason cause, Deadline deadline, boolean broken) implements State {
            /** Why, for people. */
            public String reason() {
                return cause.text();
            }
        }

        /** Nothing is held any more. */
        record Ended(boolean broken) implements State {}
    }

    private final Consumer<String> halt;
    private final Duration longestDrain;
    private final Ticker ticker;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    // All guarded by this.
    private State state = new State.Starting();
    private @Nullable Deadline reasonsEnd;
    private @Nullable Deadline hookEnd;
    private boolean drains;

    /**
     * @param halt ends the process at once, given what does not end by itself
     * @param longestDrain as configured
     */
    public Lifecycle(Consumer<String> halt, Duration longestDrain, Ticker ticker) {
        this.halt = halt;
        this.longestDrain = longestDrain;
        this.ticker = ticker;
    }

    public synchronized State state() {
        return state;
    }

    /**
     * Everything is warm.
     *
     * @return false if there is a reason to leave already: then it must not poll
     */
    public synchronized boolean ready() {
        if (state instanceof State.Starting) {
            state = new State.Ready();
        }
        return state instanceof State.Ready;
    }

    /**
     * Something does not work, and will not by itself: the worker leaves. The first reason counts.
     */
    public synchronized void broken(String why) {
        switch (state) {
            case State.Starting _, State.Ready _ -> {
                log.error("the worker stops: {}", why);
                state = new State.Broken(why);
            }
            case State.Draining draining when !draining.broken() -> {
                log.error("broken while it drains: {}", why);
                state = new State.Draining(new Reason.Broken(why), draining.deadline(), true);
            }
            case State.Broken _, State.Draining _, State.Ended _ -> {}
        }
        leaving.countDown();
    }

    /** Something hears no interrupt; only the end of the process ends it (RULES 15). */
    public void hangs(String what) {
        halt.accept(what);
    }

    /** There is a reason to leave. A further one may bring the end nearer, never put it off. */
    public synchronized void leave(Reason reason) {
        Duration most =
                reason.atMost()
                        .filter(each -> each.compareTo(longestDrain) < 0)
                        .orElse(longestDrain);
        endsIn(most);
        switch (state) {
            case State.Starting _, State.Ready _ -> drainFor(reason, false);
            case State.Broken(String why) -> drainFor(new Reason.Broken(why), true);
            case State.Draining draining -> {
                moveEnd();
                if (!draining.cause().equals(reason)) {
                    log.info("a further reason to leave: {}", reason.text());
                }
            }
            case State.Ended _ -> {}
        }
        leaving.countDown();
    }

    /** Whoever told it to stop is out of patience: what is in hand is given back now. */
    public synchronized void hurry() {
        if (state instanceof State.Ended) {
            return;
        }
        log.warn("told again: what is not finished is given back now");
        if (!(state instanceof State.Draining)) {
            leave(new Reason.Told());
        }
        endsIn(HURRIED);
        moveEnd();
    }

    /**
     * A lifecycle hook holds the instance until then; it may be heard to hold it longer, but not
     * longer than the reasons leave.
     */
    public synchronized void heldUntil(Deadline hook) {
        hookEnd = hook;
        moveEnd();
    }

    private void moveEnd() {
        if (state instanceof State.Draining draining) {
            drainFor(draining.cause(), draining.broken());
        }
    }

    private void endsIn(Duration most) {
        Deadline end = new Deadline(most, ticker);
        reasonsEnd = reasonsEnd == null ? end : reasonsEnd.orSooner(end);
    }

    private void drainFor(Reason cause, boolean broken) {
        Deadline end = reasonsEnd == null ? new Deadline(longestDrain, ticker) : reasonsEnd;
        state = new State.Draining(cause, hookEnd == null ? end : end.orSooner(hookEnd), broken);
    }

    /** What the reasons to leave would allow, if no hook ended earlier; empty before any. */
    synchronized Optional<Deadline> reasonsEnd() {
        return Optional.ofNullable(reasonsEnd);
    }

    /** The drain's end, as it is now: it moves. Passed while nothing drains. */
    public synchronized Duration left() {
        return state instanceof State.Draining draining
                ? draining.deadline().left()
                : Duration.ZERO;
    }

    /**
     * Begins the drain, for which there is a reason.
     *
     * @return nothing if it has begun before
     */
    public synchronized Optional<State.Draining> drain() {
        if (state instanceof State.Broken(String why)) {
            leave(new Reason.Broken(why));
        }
        if (drains || !(state instanceof State.Draining draining)) {
            return Optional.empty();
        }
        drains = true;
        return Optional.of(draining);
    }

    /** The drain is over. */
    public synchronized void ended() {
        state = new State.Ended(wasBroken());
        ended.countDown();
    }

    /** Whether it is, or was, broken. */
    public synchronized boolean wasBroken() {
        return switch (state) {
            case State.Starting _, State.Ready _ -> false;
            case State.Broken _ -> true;
            case State.Draining draining -> draining.broken();
            case State.Ended over -> over.broken();
        };
    }

    /**
     * Waits for a reason to leave.
     *
     * @return false if there is none in that time
     */
    public boolean awaitLeaving(Duration atMost) throws InterruptedException {
        return leaving.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until nothing is held any more. */
    public void awaitEnded() throws InterruptedException {
        ended.await();
    }
}
