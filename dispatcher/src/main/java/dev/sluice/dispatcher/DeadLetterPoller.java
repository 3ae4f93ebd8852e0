package dev.sluice.dispatcher;

import dev.sluice.shared.aws.WorkQueue;
import dev.sluice.shared.aws.WorkQueue.Received;
import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.job.JobCodec;
import dev.sluice.shared.job.JobCodec.NotAJob;
import dev.sluice.shared.job.rows.FinalRows;
import dev.sluice.shared.job.rows.JobTable.TableUnavailable;
import dev.sluice.shared.notify.Notification;
import dev.sluice.shared.trace.JobScope;
import dev.sluice.shared.trace.Tracing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Handles what is received from one pipeline's dead-letter queue (RULES 7): jobs that no worker
 * survived become failed rows, whoever wants to know is notified, then the message is deleted. They
 * say more about the workers than about the uploads, so it is the operator who is alarmed. One
 * thread.
 */
final class DeadLetterPoller implements PollLoop.Handler {
    private static final Logger log = LoggerFactory.getLogger(DeadLetterPoller.class);

    static final FailureReason EXHAUSTED =
            new FailureReason(
                    "attempts-exhausted",
                    "This file was not processed, because processing broke off on our side each"
                            + " time; nothing is known to be wrong with it, and it can be"
                            + " processed again as it is");

    /** SQS hides a message for 12 h at most from its receive; half of it leaves room. */
    private static final Duration ASIDE = Duration.ofHours(6);

    private static final int REMEMBERED = 1000;

    private final WorkQueue queue;
    private final FinalRows rows;
    private final Counts counts;
    private final Rejections rejections;
    private final LogLimit limit;
    private final Set<String> logged = new LinkedHashSet<>();

    /** Since the alarm was last raised. */
    private int givenUp;

    DeadLetterPoller(
            WorkQueue queue,
            FinalRows rows,
            Counts counts,
            Rejections rejections,
            InstantSource clock) {
        this.queue = queue;
        this.rows = rows;
        this.counts = counts;
        this.rejections = rejections;
        this.limit = new LogLimit(clock);
    }

    @Override
    public Optional<String> handle(List<Received> messages) {
        return settled(messages).trouble();
    }

    /**
     * @param left those that stay in the queue
     * @param trouble why, if the table is out of reach
     */
    record Settled(List<Received> left, Optional<String> trouble) {}

    /** As {@link #handle}, for who must know which messages are done. */
    Settled settled(List<Received> messages) {
        List<Received> done = new ArrayList<>();
        List<Notification> told = new ArrayList<>();
        Optional<String> trouble = Optional.empty();
        for (Received message : messages) {
            try {
                Job job = JobCodec.read(message.body());
                if (job.kind() == Job.Kind.REMOVED) { // its row says deleted, and is right
                    putAside(message, "no worker has forgotten " + job.label());
                } else {
                    try (JobScope scope = Tracing.deadLetter(job, message.trace())) {
                        scope.call(() -> settle(job, message)).ifPresent(told::add);
                    }
                    done.add(message);
                }
            } catch (NotAJob e) {
                putAside(message, String.valueOf(e.getMessage()));
            } catch (TableUnavailable e) {
                // The message shows again when its visibility timeout ends.
                trouble = Optional.of(e.getMessage() + ": " + e.getCause());
            }
        }
        rejections.send(told);
        queue.delete(done);
        sayHowMany();
        List<Received> left = new ArrayList<>(messages);
        left.removeAll(done);
        return new Settled(left, trouble);
    }

    private Optional<Notification> settle(Job job, Received message) {
        // False says that a newer upload or a result stands in the row already: nothing to tell.
        boolean written = rows.failed(job, EXHAUSTED, message.receiveCount());
        if (written) {
            givenUp++;
        }
        counts.add("dead");
        log.atDebug().log(
                "Dead letter {}, received {} times: {}",
                job.label(),
                message.receiveCount(),
                written ? "its row has failed" : "its row is settled or another upload's");
        return written ? rejections.of(job, EXHAUSTED) : Optional.empty();
    }

    /** Once a minute at most, for when workers break it is for thousands. */
    private void sayHowMany() {
        if (givenUp > 0 && limit.allows("given up")) {
            log.error(
                    "{} jobs of {} were given up, for no worker came to an end with them; their"
                            + " rows say attempts-exhausted. The workers' logs tell why, and the"
                            + " uploads are probably good",
                    givenUp,
                    rows.pipeline().name());
            givenUp = 0;
        }
    }

    /** Somebody must look at it: it stays, and the alarm on this queue's age is for it. */
    private void putAside(Received message, String why) {
        queue.hide(List.of(message), ASIDE);
        if (logged.add(message.messageID())) {
            log.error("Dead letter {} stays: {}", message.messageID(), why);
        }
        if (logged.size() > REMEMBERED) {
            logged.remove(logged.iterator().next());
        }
    }
}
