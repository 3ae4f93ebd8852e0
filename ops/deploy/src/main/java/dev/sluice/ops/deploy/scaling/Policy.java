package dev.sluice.ops.deploy.scaling;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** One scaling policy of a group, as Auto Scaling knows them. */
public sealed interface Policy {
    /** Unique in its group, stable between deployments. */
    String name();

    /** Whose figure it looks at. */
    String pipeline();

    Signal signal();

    /** Of the metric, and of the alarm. */
    Duration period();

    /**
     * Keeps a figure at a target, by alarms that Auto Scaling makes and tends itself. With several
     * in a group the one that wants the most wins, and the group shrinks only if all agree.
     *
     * @param target in the signal's unit, more than 0
     */
    record TargetTracking(
            String name, String pipeline, Signal signal, double target, Duration period)
            implements Policy {}

    /**
     * Starts the first workers, which target tracking cannot: a multiple of no worker is none. Its
     * alarm goes off when the signal is over {@link #THRESHOLD} once. Adjustment type {@code
     * ChangeInCapacity}; while a worker that it has launched warms up, Auto Scaling counts it and
     * launches no further one for the same step.
     *
     * @param steps whose bounds are over the threshold, without gaps, the last without an upper one
     */
    record FromZero(String name, String pipeline, Signal signal, Duration period, List<Step> steps)
            implements Policy {
        /** Comparison {@code GreaterThanThreshold}. */
        public static final double THRESHOLD = 0;

        /** Data points in a row. */
        public static final int EVALUATIONS = 1;

        public FromZero {
            steps = List.copyOf(steps);
        }
    }

    /**
     * How many to add.
     *
     * @param from seconds over the threshold, inclusive
     * @param to exclusive; empty for no bound
     * @param workers more than 0
     */
    record Step(double from, OptionalDouble to, int workers) {}
}
