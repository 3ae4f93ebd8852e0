package dev.sluice.worker.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The long polls of a worker, over all its lanes. Each receive costs the same whether it brings ten
 * messages or none, so of idle lanes only {@link #IDLE} poll at the same time, by turns, each on
 * one poller. A lane whose receive brings messages is awake and asks nobody, until one comes back
 * empty. So many idle pipelines cost no more than few, and a worker of few waits for nothing.
 */
public final class LongPolls {
    /** Six polls of 20 s are 18 receives a minute. */
    static final int IDLE = 6;

    // All that lanes guard, too: what is decided is decided over all of them.
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();

    // Guarded by lock.
    private final Deque<LanePolls.Poll> waiting = new ArrayDeque<>();
    private int open;

    /** One lane's part of them. */
    public LanePolls lane() {
        return new LanePolls(this, false);
    }

    /**
     * That of a lane which goes on with what another has begun: while it is idle one of its pollers
     * asks all the time, beside the others' turns, for a job that is handed over has waited enough.
     */
    public LanePolls promptLane() {
        return new LanePolls(this, true);
    }

    void waits(LanePolls.Poll poll) {
        waiting.add(poll);
    }

    /** It has its turn, or wants none any more. */
    void waitsNoMore(LanePolls.Poll poll) {
        waiting.remove(poll);
        changed.signalAll();
    }

    boolean isTurnOf(LanePolls.Poll poll) {
        return open < IDLE && waiting.peekFirst() == poll;
    }

    void opens() {
        open++;
    }

    void closes() {
        open--;
        changed.signalAll();
    }
}
