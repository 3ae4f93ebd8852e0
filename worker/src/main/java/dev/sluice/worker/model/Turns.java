package dev.sluice.worker.model;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose run is next on an accelerator. A turn is one run, and models get theirs in the order in
 * which they asked: one with few inputs waits for at most one batch of every other, however many
 * those have.
 */
public final class Turns {
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Waits for this thread's turn; nothing if it has it. */
    void take() throws InterruptedException {
        if (!lock.isHeldByCurrentThread()) {
            lock.lockInterruptibly();
        }
    }

    /** Ends this thread's turn; nothing if it has none. */
    void end() {
        if (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }

    /** Threads that wait for their turn. */
    int waiting() {
        return lock.getQueueLength();
    }

    /** How often this thread holds the turn: once while it runs, or not at all. */
    int held() {
        return lock.getHoldCount();
    }
}
