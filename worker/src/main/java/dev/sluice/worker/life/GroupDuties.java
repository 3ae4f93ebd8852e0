package dev.sluice.worker.life;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Does what the autoscaling group of an instance wants from it, where it may take its time: on a
 * thread that looks for no notice.
 */
final class GroupDuties {
    private static final Logger log = LoggerFactory.getLogger(GroupDuties.class);

    private final Marks marks;
    private final Function<String, Duties> joining;
    private final ExecutorService thread;
    private final AtomicBoolean handedOver = new AtomicBoolean();

    /** Written by the thread alone, and after it. */
    private volatile @Nullable Duties duties;

    /**
     * What the worker does for one group.
     *
     * @param longAtWork whether a job has been worked on for {@link InstanceWatch#LONG}
     */
    record Duties(Membership membership, ScaleInProtection protection, BooleanSupplier longAtWork) {
        void tick() {
            protection.set(longAtWork.getAsBoolean());
            membership.tick();
        }
    }

    /**
     * @param joining the duties of an instance of that ID
     * @param thread one, where AWS is called; closed at the end
     */
    GroupDuties(Marks marks, Function<String, Duties> joining, ExecutorService thread) {
        this.marks = marks;
        this.joining = joining;
        this.thread = thread;
    }

    /** Has what is due by the marks done soon. An instance in no group has no duties. */
    void serve(String instance) {
        if ((duties != null || marks.inGroup()) && handedOver.compareAndSet(false, true)) {
            thread.execute(() -> served(instance));
        }
    }

    private void served(String instance) {
        handedOver.set(false);
        if (thread.isShutdown()) {
            return; // what is left to say is said by the farewell
        }
        try {
            boolean ends = marks.groupEnds();
            Duties ours = duties;
            if (ours == null) {
                ours = joining.apply(instance);
                duties = ours;
                if (!ends) {
                    ours.membership().join();
                }
            }
            if (ends) {
                ours.membership().ends(marks.endsSince());
            }
            ours.tick();
        } catch (RuntimeException e) { // a bug must not end the service
            log.error("the autoscaling group was not served this time", e);
        }
    }

    /**
     * Nothing more is done but what is under way.
     *
     * @return false if that takes longer
     */
    boolean end(Duration within) throws InterruptedException {
        thread.shutdown();
        return thread.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nothing is held any more: the group need not wait. Called after the end. */
    void farewell(String instance) {
        Duties ours = duties;
        if (ours == null && marks.groupEnds()) {
            ours = joining.apply(instance);
        }
        if (ours != null && marks.groupEnds()) {
            ours.membership().complete(marks.endsSince());
        } else if (ours != null) {
            ours.protection().set(false);
        }
    }
}
