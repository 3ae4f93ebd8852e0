package dev.sluice.worker.life;

import dev.sluice.shared.time.Deadline;
import dev.sluice.shared.time.Ticker;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * Keeps the group from choosing this instance to scale in while a long job is at work, which a
 * drain might have to give back. Short jobs never call AWS. For one thread.
 */
final class ScaleInProtection {
    private static final Logger log = LoggerFactory.getLogger(ScaleInProtection.class);

    /** After a failure. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Membership membership;
    private final Ticker ticker;
    private final BestEffort calls =
            new BestEffort(
                    "a scale-in may cut a long job short; docs/aws.md has the worker's"
                            + " permissions");

    private boolean on;
    private @Nullable Deadline notBefore;

    ScaleInProtection(Membership membership, Ticker ticker) {
        this.membership = membership;
        this.ticker = ticker;
    }

    /** Protects, or no longer, as it should be. */
    void set(boolean wanted) {
        if (wanted == on || (notBefore != null && !notBefore.left().isZero())) {
            return;
        }
        notBefore = null;
        boolean done =
                membership
                        .group()
                        .filter(group -> group.isProtected() || change(group, wanted))
                        .isPresent();
        if (done) {
            on = wanted;
        } else {
            notBefore = new Deadline(AGAIN, ticker);
        }
    }

    private boolean change(ScalingGroup group, boolean wanted) {
        boolean changed = calls.run("protection from scale-in", () -> group.protect(wanted));
        if (changed) {
            log.info(
                    wanted
                            ? "protected from scale-in while a long job is at work"
                            : "no longer protected from scale-in: no long job is at work");
        }
        return changed;
    }

    /** Calls that failed. */
    long failures() {
        return calls.failures();
    }
}
