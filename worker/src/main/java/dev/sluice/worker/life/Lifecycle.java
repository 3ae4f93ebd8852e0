package dev.sluice.worker.life;

import dev.sluice.shared.time.Deadline;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where a worker is in its life. It goes one way only: starting, ready, then draining, for it was
 * told to leave or because it is broken, and ended. Whoever finds a reason to leave says so here,
 * and the first reason counts.
 */
public final class Lifecycle {
    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    /** One stretch of it. */
    public sealed interface State {
        /** Models are loaded and warmed up; nothing is polled. */
        record Starting() implements State {}

        /** It polls. */
        record Ready() implements State {}

        /** Something does not work here; it is about to drain, and its exit code says it. */
        record Broken(String reason) implements State {}

        /**
         * Nothing new is taken, and what is in hand is finished.
         *
         * @param reason why, for people
         * @param deadline when it gives back what is left
         * @param broken whether it was broken before
         */
        record Draining(String reason, Deadline deadline, boolean broken) implements State {}

        /** Nothing is held any more. */
        record Ended(boolean broken) implements State {}
    }

    private final Consumer<String> halt;
    private final CountDownLatch leaving = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    // Guarded by this.
    private State state = new State.Starting();

    /**
     * @param halt ends the process at once, given what does not end by itself
     */
    public Lifecycle(Consumer<String> halt) {
        this.halt = halt;
    }

    public synchronized State state() {
        return state;
    }

    /** Everything is warm. */
    public synchronized void ready() {
        if (state instanceof State.Starting) {
            state = new State.Ready();
        }
    }

    /**
     * Something does not work, and will not by itself: the worker leaves. The first reason counts.
     */
    public synchronized void broken(String reason) {
        switch (state) {
            case State.Starting _, State.Ready _ -> {
                log.error("the worker stops: {}", reason);
                state = new State.Broken(reason);
            }
            case State.Draining draining when !draining.broken() -> {
                log.error("broken while it drains: {}", reason);
                state = new State.Draining(reason, draining.deadline(), true);
            }
            case State.Broken _, State.Draining _, State.Ended _ -> {}
        }
        leaving.countDown();
    }

    /** Something hears no interrupt; only the end of the process ends it (RULES 15). */
    public void hangs(String what) {
        halt.accept(what);
    }

    /**
     * Begins the drain.
     *
     * @return nothing if it has begun before
     */
    public synchronized Optional<State.Draining> drain(String reason, Deadline deadline) {
        leaving.countDown();
        State.Draining draining =
                switch (state) {
                    case State.Starting _, State.Ready _ ->
                            new State.Draining(reason, deadline, false);
                    case State.Broken(String why) -> new State.Draining(why, deadline, true);
                    case State.Draining _, State.Ended _ -> null;
                };
        if (draining == null) {
            return Optional.empty();
        }
        state = draining;
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
