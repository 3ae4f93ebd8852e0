package dev.sluice.worker.intake;

import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.worker.time.WorkClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
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
        /** S3 or DynamoDB did not answer in {@link #LONGEST_CALLS}, which is not the work's. */
        OUT_OF_REACH,
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

    /**
     * Calls to S3 and DynamoDB end by the time-outs of their clients (RULES 13); this is for what
     * they do not see, such as an object that comes a byte at a time. 50 MB at 100 kB/s take less.
     */
    static final Duration LONGEST_CALLS = Duration.ofMinutes(10);

    private final Received message;
    private final Leases leases;
    private final WorkClock work;

    // All guarded by this.
    private Runnable whenCut = () -> {};
    private long end;
    private long extendAt;
    private @Nullable Long callsSince;
    private boolean extending;
    private boolean released;
    private @Nullable Ending ending;
    private boolean untold;
    private long cutAt;

    Lease(Received message, Leases leases, long end, long extendAt) {
        this.message = message;
        this.leases = leases;
        this.work = new WorkClock(leases::now);
        this.end = end;
        this.extendAt = extendAt;
    }

    public Received message() {
        return message;
    }

    /** Names the thread to interrupt; a lease that has ended already interrupts it at once. */
    public void ownedBy(Thread thread) {
        whenCut(thread::interrupt);
    }

    /**
     * Says what to do when the job is cut off, instead of what was said before; at once if it is
     * already.
     *
     * @param what must not wait
     */
    public synchronized void whenCut(Runnable what) {
        whenCut = what;
        if (ending != null) {
            untold = false;
            what.run();
        }
    }

    /** Runs while somebody works on the job. */
    public WorkClock work() {
        return work;
    }

    /** Calls to S3 or DynamoDB are being made, until it is closed. */
    public interface Calls extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Begins calls to S3 or DynamoDB. Their slowness is not the upload's, so the work's clock
     * stands still meanwhile.
     *
     * @throws LeaseLost if the lease is over
     */
    public Calls calls() {
        check();
        work.stop();
        callsBegin(leases.now());
        return () -> {
            callsBegin(null);
            work.go();
        };
    }

    private synchronized void callsBegin(@Nullable Long since) {
        callsSince = since;
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
        end(why);
        tell();
    }

    /** Ends what has not ended; the job is not interrupted before it is told. */
    synchronized void end(Ending why) {
        if (released || ending != null) {
            return;
        }
        ending = why;
        untold = true;
        cutAt = leases.now();
    }

    synchronized void tell() {
        if (untold && !released) {
            untold = false;
            whenCut.run();
        }
    }

    synchronized void tick(long now) {
        if (now - end >= 0) {
            cut(Ending.LOST);
        } else if (callsSince != null && now - callsSince >= LONGEST_CALLS.toNanos()) {
            cut(Ending.OUT_OF_REACH);
        } else if (work.over()) {
            cut(Ending.TIMED_OUT);
        }
    }

    /** Whether the job was cut off so long ago that something in it hears no interrupts. */
    synchronized boolean deaf(long now, Duration patience) {
        return ending != null && !released && now - cutAt >= patience.toNanos();
    }

    /** Takes the message away from a job that does not let go of it. */
    synchronized boolean abandon() {
        if (released) {
            return false;
        }
        ending = Ending.LOST;
        return leases.now() - end < 0;
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
