package dev.sluice.dispatcher;

import com.google.inject.Inject;

import dev.sluice.shared.job.FailureReason;
import dev.sluice.shared.job.Job;
import dev.sluice.shared.notify.Notices;
import dev.sluice.shared.notify.Notification;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Notifies of uploads that fail without a worker: row first, this second, their message's delete
 * last. Safe for use by many threads.
 */
final class Rejections {
    private final Notices notices;
    private final InstantSource clock;

    @Inject
    Rejections(Notices notices, InstantSource clock) {
        this.notices = notices;
        this.clock = clock;
    }

    /** Tells of those among the fates of events that are rejections. */
    void tell(List<Fate> fates) {
        send(
                fates.stream()
                        .map(
                                fate ->
                                        switch (fate) {
                                            case Fate.Rejected(var job, var why) -> of(job, why);
                                            case Fate.Retold(var job, var why) -> of(job, why);
                                            default -> Optional.<Notification>empty();
                                        })
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** Nothing, if nobody wants to know. */
    Optional<Notification> of(Job job, FailureReason why) {
        return notices.wanted(job.pipeline())
                ? Optional.of(Notification.failed(job, why, clock.instant()))
                : Optional.empty();
    }

    /** Returns when they are sent, or lost. */
    void send(List<Notification> notifications) {
        if (notifications.isEmpty()) {
            return;
        }
        try {
            notices.tell(notifications, () -> true, Notices.BUDGET);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("cut off; the messages come again", e);
        }
    }
}
