package dev.sluice.worker.life;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a worker leaves. Each has an end of its own, and of all that come the soonest counts (RULES
 * 23).
 */
public sealed interface Reason {
    /** For people. */
    String text();

    /** The most it leaves, where that may be less than what is configured. */
    default Optional<Duration> atMost() {
        return Optional.empty();
    }

    /** A signal, or whoever started it in this process. */
    record Told() implements Reason {
        @Override
        public String text() {
            return "it was told to stop";
        }
    }

    /** A model, a thread or the memory is out of order. */
    record Broken(String why) implements Reason {
        @Override
        public String text() {
            return why;
        }
    }

    /** The instance is more likely to be interrupted than others: no end is set. */
    record Rebalance() implements Reason {
        @Override
        public String text() {
            return "EC2 recommends to leave this spot instance, which may soon be interrupted";
        }
    }

    /**
     * The instance's group ends it, or puts it back into its warm pool. What a lifecycle hook
     * leaves is known later: {@link Lifecycle#heldUntil}.
     *
     * @param target the state it goes to, such as {@code Terminated}
     */
    record Scaled(String target) implements Reason {
        @Override
        public String text() {
            return "its autoscaling group takes this instance to " + target;
        }
    }

    /**
     * EC2 takes the instance back.
     *
     * @param action {@code terminate}, {@code stop} or {@code hibernate}
     * @param left time until that, less a margin
     */
    record SpotInterruption(String action, Duration left) implements Reason {
        /** A notice comes two minutes ahead and is seen some seconds later. */
        static final Duration MOST = Duration.ofSeconds(110);

        /** A time that is past by more than this is another clock's. */
        private static final Duration LATE = Duration.ofMinutes(2);

        /** Before the instance is gone, all must have been said. */
        private static final Duration MARGIN = Duration.ofSeconds(10);

        /**
         * @param at when it will happen, as the notice says. A clock here that is wrong by minutes
         *     must not cut work short: a time that is long past or too far ahead is not believed.
         *     One that is nearly there, or just past, was seen late: it hurries, as does
         *     hibernation, which begins at once
         */
        static SpotInterruption of(String action, Optional<Instant> at, Instant now) {
            if (action.equals("hibernate")) {
                return new SpotInterruption(action, Lifecycle.HURRIED);
            }
            Duration left =
                    at.map(time -> Duration.between(now, time).minus(MARGIN))
                            .filter(each -> each.plus(LATE).isPositive())
                            .filter(each -> each.compareTo(MOST) < 0)
                            .orElse(MOST);
            return new SpotInterruption(
                    action, left.compareTo(Lifecycle.HURRIED) < 0 ? Lifecycle.HURRIED : left);
        }

        @Override
        public String text() {
            return "EC2 takes this spot instance back (%s)".formatted(action);
        }

        @Override
        public Optional<Duration> atMost() {
            return Optional.of(left);
        }
    }
}
