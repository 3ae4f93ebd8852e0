package dev.sluice.ops.dashboard.act;

import dev.sluice.dispatcher.Mending;
import dev.sluice.dispatcher.redrive.Failures;
import dev.sluice.dispatcher.redrive.Redrive;
import dev.sluice.dispatcher.requeue.Manner;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.shared.job.Row;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sends jobs of failed uploads once more, as {@code ops/sluice redrive} does. */
public final class Retry implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retry.class);

    /** Whoever clicks waits for the answer, and a few hundred jobs hold up nobody for long. */
    private static final Manner NOW =
            new Manner(Manner.PER_SECOND, 1000, Duration.ofSeconds(5), true);

    private static final Manner BEHIND =
            new Manner(Manner.PER_SECOND, Manner.AHEAD, Duration.ofMinutes(10), true);

    private final Fleet fleet;
    private final AuditLog audit;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean running = new AtomicBoolean();

    public Retry(Fleet fleet, AuditLog audit, InstantSource clock) {
        this.fleet = fleet;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Sends these, and returns when their jobs are in the queue.
     *
     * @param rows as they are now
     * @return what became of them, in a sentence
     */
    public String now(String who, List<Row> rows) throws InterruptedException {
        return sentence(send(who, rows));
    }

    /** As {@link #now}, for programs. */
    public Redrive.Outcome send(String who, List<Row> rows) throws InterruptedException {
        return send(who, "retry", rows);
    }

    /**
     * As {@link #now}, under another name.
     *
     * @param what a verb, for the record
     */
    Redrive.Outcome send(String who, String what, List<Row> rows) throws InterruptedException {
        AuditLog.Begun begun = audit.begin(who, what, about(rows));
        Redrive.Outcome outcome = redrive(NOW).run(rows);
        begun.ended(sentence(outcome));
        return outcome;
    }

    /**
     * Sends all that failed up to now for a reason, behind live jobs, and returns at once.
     *
     * @return false if another such run goes on
     */
    public boolean all(String who, String pipeline, String reason) {
        if (!running.compareAndSet(false, true)) {
            return false;
        }
        AuditLog.Begun begun;
        try {
            begun = audit.begin(who, "retry all", reason + " of " + pipeline);
        } catch (RuntimeException e) {
            running.set(false);
            throw e;
        }
        Failures wanted =
                new Failures(
                        Set.of(reason),
                        Optional.empty(),
                        Set.of(pipeline),
                        Instant.EPOCH,
                        clock.instant());
        Thread.ofVirtual().name("dashboard-retry").start(() -> run(begun, wanted));
        return true;
    }

    private void run(AuditLog.Begun begun, Failures wanted) {
        try {
            begun.ended(sentence(redrive(BEHIND).run(wanted, done -> {})));
        } catch (InterruptedException e) { // the dashboard ends, and this thread with it
            end(begun, "stopped with the dashboard; retry the rest");
        } catch (RuntimeException e) { // told where whoever began it looks
            log.warn("a retry ended early", e);
            end(begun, "ended early: " + e.getMessage());
        } finally {
            running.set(false);
        }
    }

    /** The table may be what has failed. */
    private static void end(AuditLog.Begun begun, String outcome) {
        try {
            begun.ended(outcome);
        } catch (RuntimeException e) {
            log.warn("the record of a retry stays open: {}", outcome, e);
        }
    }

    private Redrive redrive(Manner manner) {
        return Mending.open(fleet.settings(), fleet.clients(), fleet.pipelines())
                .redrive(manner, this::rest);
    }

    private void rest(Duration length) throws InterruptedException {
        if (closed.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("the dashboard ends");
        }
    }

    private static String about(List<Row> rows) {
        Row first = rows.getFirst();
        String one = first.customerID() + " / " + first.rowID();
        return rows.size() == 1 ? one : one + " and %,d more".formatted(rows.size() - 1);
    }

    /** What became of them. */
    public static String sentence(Redrive.Outcome done) {
        StringBuilder text = new StringBuilder("%,d sent".formatted(done.sent()));
        if (done.overtaken() > 0) {
            text.append(", %,d no failure any more".formatted(done.overtaken()));
        }
        if (done.left() > 0) {
            text.append(
                    ", %,d left, for their pipeline is paused or their queue is full"
                            .formatted(done.left()));
        }
        done.refused()
                .forEach(
                        (why, count) ->
                                text.append(", %,d left failed (%s)".formatted(count, why)));
        return text.toString();
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
