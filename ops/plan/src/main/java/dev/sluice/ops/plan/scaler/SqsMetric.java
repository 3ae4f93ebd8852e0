package dev.sluice.ops.plan.scaler;

import java.util.function.ToDoubleFunction;

/**
 * A metric of SQS's own: one data point a minute. A queue that nobody touched for six hours sleeps,
 * and its metrics come up to 15 minutes late when it wakes ("Available CloudWatch metrics for
 * Amazon SQS": <i>a delay of up to 15 minutes when a queue is activated from an inactive
 * state</i>); here, all of the fifteen.
 */
final class SqsMetric implements ToDoubleFunction<View> {
    private static final double SLEEPS_AFTER = 6 * 3600;
    private static final double WAKES_WITHIN = 15 * 60;

    private final ToDoubleFunction<View> figure;
    private double usedAt;
    private double awakeAt;
    private long endedBefore;

    SqsMetric(ToDoubleFunction<View> figure) {
        this.figure = figure;
    }

    @Override
    public double applyAsDouble(View view) {
        boolean used = view.visible() + view.inFlight() > 0 || view.ended() > endedBefore;
        endedBefore = view.ended();
        if (used) {
            if (view.now() - usedAt > SLEEPS_AFTER) {
                awakeAt = view.now() + WAKES_WITHIN;
            }
            usedAt = view.now();
        }
        return view.now() < awakeAt ? Double.NaN : figure.applyAsDouble(view);
    }
}
