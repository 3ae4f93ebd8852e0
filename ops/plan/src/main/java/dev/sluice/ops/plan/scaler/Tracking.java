package dev.sluice.ops.plan.scaler;

import java.util.OptionalInt;

/**
 * Target tracking as Auto Scaling does it: two alarms that it makes itself, and a rule of three.
 *
 * <p>Read, not run: three data points above the target call for more, fifteen below nine tenths of
 * it for less ("Target tracking scaling policies", <i>usually more than 10 % lower</i>; the counts
 * are those of the alarms that it makes). Since November 2024 Auto Scaling may shorten both by what
 * it learns of a group; that is not simulated.
 */
final class Tracking {
    private static final int POINTS_HIGH = 3;
    private static final int POINTS_LOW = 15;
    private static final double LOW = 0.9;

    private final Metric metric;
    private final double target;
    private final Alarm high;
    private final Alarm low;
    private double last = Double.NaN;

    Tracking(Metric metric, double target) {
        this.metric = metric;
        this.target = target;
        this.high = new Alarm(POINTS_HIGH, value -> value > target);
        this.low = new Alarm(POINTS_LOW, value -> value < LOW * target);
    }

    void look(View view) {
        metric.look(view)
                .ifPresent(
                        value -> {
                            last = value;
                            high.add(value);
                            low.add(value);
                        });
    }

    /**
     * More than there are, if it wants that now.
     *
     * @param working those whose metric it is; the warm ones
     */
    OptionalInt more(double now, int working) {
        return high.asks(now) ? OptionalInt.of(needed(working)) : OptionalInt.empty();
    }

    boolean agreesToLess() {
        return low.rings();
    }

    boolean asksForLess(double now) {
        return low.asks(now);
    }

    /** Rounded up, as Auto Scaling does so as not to fall short. */
    int needed(int working) {
        return Double.isNaN(last) ? working : (int) Math.ceil(working * last / target - 1e-9);
    }
}
