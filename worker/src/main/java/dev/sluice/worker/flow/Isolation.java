package dev.sluice.worker.flow;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets a job on its last attempt run alone among its pipeline's jobs, so that one that kills its
 * worker takes few with it (RULES 11): it waits for the others to finish, and they wait behind it.
 * In turn, so that neither waits for ever. Other pipelines go on.
 */
public final class Isolation {
    private final ReadWriteLock jobs = new ReentrantReadWriteLock(true);

    /** The right to work; closed by the thread that entered. */
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    public Turn enter(boolean alone) throws InterruptedException {
        Lock lock = alone ? jobs.writeLock() : jobs.readLock();
        lock.lockInterruptibly();
        return lock::unlock;
    }
}
