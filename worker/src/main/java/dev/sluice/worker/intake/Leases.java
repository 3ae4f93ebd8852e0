package dev.sluice.worker.intake;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.time.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The leases on one queue's messages in flight. {@link #tick} extends each at a third of the
 * visibility timeout, in batches; one whose end has come by our own clock is lost and its job
 * interrupted.
 */
public final class Leases {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    /** Extensions at a third: one that fails leaves time for another. */
    private static final int EXTENSIONS = 3;

    /** Outside calls may take a sixth of the lease (RULES 13), so it ends a sixth early for us. */
    private static final int MARGIN = 6;

    /** What work is bounded by beforehand ends long before this, on a slow machine too. */
    private static final Duration DEAF = Duration.ofMinutes(5);

    private final WorkQueue queue;
    private final Duration visibility;
    private final Ticker ticker;
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();

    public Leases(WorkQueue queue, Duration visibility, Ticker ticker) {
        this.queue = queue;
        this.visibility = visibility;
        this.ticker = ticker;
    }

    long now() {
        return ticker.nanos();
    }

    /**
     * Holds a message just received.
     *
     * @param asked when the receive began: the message was hidden at some moment after it, so that
     *     is when the lease began at the earliest
     */
    public Lease hold(Received message, long asked) {
        Lease lease = new Lease(message, this, endFrom(asked), now() + step());
        held.add(lease);
        return lease;
    }

    void release(Lease lease) {
        held.remove(lease);
        lease.markReleased();
    }

    /** Messages held. */
    public int size() {
        return held.size();
    }

    /** Whether a job has been worked on for so long. */
    public boolean longAtWork(Duration atLeast) {
        return held.stream().anyMatch(lease -> lease.work().worked().compareTo(atLeast) >= 0);
    }

    /** Interrupts every job that is still at work, for the worker stops. */
    public void cutShort() {
        // All end before one is interrupted: the place it frees would let another begin its work.
        held.forEach(lease -> lease.end(Lease.Ending.CUT_SHORT));
        held.forEach(Lease::tell);
    }

    /**
     * Gives back what jobs did not let go of in time: nothing is called for it any more here, and
     * another worker may have it at once.
     */
    public void abandon() {
        List<Received> abandoned =
                held.stream().filter(Lease::abandon).map(Lease::message).toList();
        if (!abandoned.isEmpty()) {
            log.warn("{} messages are taken away from work that does not end", abandoned.size());
            queue.hide(abandoned, Duration.ZERO);
        }
    }

    /**
     * Whether a job has not ended although it was cut off long ago: native work hears no
     * interrupts, and only the end of the process ends it.
     */
    public boolean deaf() {
        long now = now();
        return held.stream().anyMatch(lease -> lease.deaf(now, DEAF));
    }

    /** One round: ends what is over and extends what is due. */
    public void tick() {
        long now = now();
        List<Lease> due = new ArrayList<>();
        for (Lease lease : held) {
            lease.tick(now);
            if (lease.beginExtension(now)) {
                due.add(lease);
            }
        }
        if (due.isEmpty()) {
            return;
        }
        // Side by side: in series the last of many would come after its lease when SQS is slow.
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int from = 0; from < due.size(); from += WorkQueue.BATCH) {
                List<Lease> batch = due.subList(from, Math.min(due.size(), from + WorkQueue.BATCH));
                calls.execute(() -> extend(batch));
            }
        }
    }

    private void extend(List<Lease> batch) {
        long begun = now();
        Map<Received, String> failed = Map.of();
        boolean answered = false;
        try {
            failed = queue.hide(batch.stream().map(Lease::message).toList(), visibility);
            answered = true;
        } catch (RuntimeException e) { // whoever releases one of the others waits for its turn
            log.error("{} leases were not extended", batch.size(), e);
        } finally {
            for (Lease lease : batch) {
                boolean extended = answered && !failed.containsKey(lease.message());
                lease.endExtension(
                        extended,
                        endFrom(begun),
                        begun + (extended ? step() : step() / EXTENSIONS));
            }
        }
        if (!failed.isEmpty()) {
            log.warn(
                    "{} of {} leases were not extended: {}",
                    failed.size(),
                    batch.size(),
                    failed.values().iterator().next());
        }
    }

    private long endFrom(long begun) {
        return begun + visibility.toNanos() - visibility.dividedBy(MARGIN).toNanos();
    }

    private long step() {
        return visibility.dividedBy(EXTENSIONS).toNanos();
    }
}
