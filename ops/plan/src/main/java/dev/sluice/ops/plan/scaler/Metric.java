package dev.sluice.ops.plan.scaler;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A figure that is taken in periods, and known a while later. */
final class Metric {
    private record Point(double knownAt, double value) {}

    private final ToDoubleFunction<View> figure;
    private final double period;
    private final double delay;
    private final Deque<Point> underWay = new ArrayDeque<>();

    /**
     * @param period seconds between two data points
     * @param delay seconds until an alarm sees one
     */
    Metric(ToDoubleFunction<View> figure, double period, double delay) {
        this.figure = figure;
        this.period = period;
        this.delay = delay;
    }

    /** The data point that becomes known at this look, if one does; NaN if its period had none. */
    OptionalDouble look(View view) {
        double now = view.now();
        if (now % period < Scaler.LOOK_SECONDS) {
            underWay.add(new Point(now + delay, figure.applyAsDouble(view)));
        }
        return !underWay.isEmpty() && underWay.getFirst().knownAt <= now
                ? OptionalDouble.of(underWay.removeFirst().value)
                : OptionalDouble.empty();
    }
}
