package dev.sluice.worker.intake;

import dev.sluice.shared.aws.WorkQueue.Received;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Our hold on one message, by our own monotonic clock (RULES 8). The flow that works on the message
 * asks it before every outside call; {@link Leases} ends it when time is up.
 */
public final class Lease {
    /** Why a job was cut off. */
    public enum Ending {
        /** Somebody else may have the message by now: settle nothing. */
        LOST,
        /** The work took longer than the pipeline's {@code limits.timeout}. */
        TIMED_OUT,
        /** The worker stops and did not get to finish this one. */
        CUT_SHORT
    }

    /** Thrown where an outside call would have come after the lease. */
    public static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        LeaseLost(String messageID) {
            super("the lease on message " + messageID + " is over");
        }
    }

    private final Received message;
    private final Leases leases;

    private volatile boolean outside = true;

    // All guarded by this.
    private @Nullable Thread owner;
    private long end;
    private long extendAt;
    private long workEnd = Long.MAX_VALUE;
    private long workLeft;
    private boolean extending;
    private boolean released;
    private @Nullable Ending ending;

    Lease(Received message, Leases leases, long end, long extendAt) {
        this.message = message;
        this.leases = leases;
        this.end = end;
        this.extendAt = extendAt;
    }

    public Received message() {
        return message;
    }

    /** Names the thread to interrupt; a lease that has ended already interrupts it at once. */
    public synchronized void ownedBy(Thread thread) {
        owner = thread;
        if (ending != null) {
            thread.interrupt();
        }
    }

    /** Starts the clock of the work itself; waiting before it does not count. */
    public synchronized void startWork(long nanos) {
        workLeft = nanos;
        resumeWork();
    }

    /** Stops the clock of the work while the job waits for its turn. */
    public synchronized void pauseWork() {
        workLeft = workEnd - leases.now();
        workEnd = Long.MAX_VALUE;
    }

    public synchronized void resumeWork() {
        workEnd = leases.now() + workLeft;
    }

    /** Says whether the job is in calls to S3 or DynamoDB, whose slowness is not the picture's. */
    public void outside(boolean calling) {
        outside = calling;
    }

    public boolean outside() {
        return outside;
    }

    /**
     * Call before every outside call for the message.
     *
     * @throws LeaseLost if it is over
     */
    public void check() {
        if (!alive()) {
            throw new LeaseLost(message.messageID());
        }
    }

    public synchronized boolean alive() {
        return ending != Ending.LOST && leases.now() - end < 0;
    }

    /** Why the job was cut off, if it was. */
    public synchronized Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    /** Takes the message out of the lease set, and waits for an extension in flight (RULES 9). */
    public void release() {
        leases.release(this);
    }

    /** Interrupts the job, once. */
    public synchronized void cut(Ending why) {
        if (released || ending != null) {
            return;
        }
        ending = why;
        if (owner != null) {
            owner.interrupt();
        }
    }

    synchronized void tick(long now) {
        if (now - end >= 0) {
            cut(Ending.LOST);
        } else if (workEnd != Long.MAX_VALUE && now - workEnd >= 0) {
            cut(Ending.TIMED_OUT);
        }
    }

    /** Claims the lease for an extension, if one is due. */
    synchronized boolean beginExtension(long now) {
        if (released || extending || ending == Ending.LOST || now - extendAt < 0) {
            return false;
        }
        extending = true;
        return true;
    }

    synchronized void endExtension(boolean extended, long newEnd, long nextExtension) {
        extending = false;
        if (extended) {
            end = newEnd;
        }
        extendAt = nextExtension;
        notifyAll();
    }

    synchronized void markReleased() {
        released = true;
        boolean interrupted = false;
        while (extending) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
