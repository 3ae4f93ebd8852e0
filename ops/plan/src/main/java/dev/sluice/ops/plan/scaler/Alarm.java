package dev.sluice.ops.plan.scaler;

import java.util.function.DoublePredicate;

/**
 * A CloudWatch alarm: so many data points in a row are on the wrong side. A data point that is
 * missing (NaN) is on neither, as with {@code TreatMissingData} left at {@code missing}. While it
 * lasts it asks Auto Scaling again once a minute ("Alarm actions", Using Amazon CloudWatch alarms).
 */
final class Alarm {
    private static final double AGAIN_SECONDS = 60;

    private final int points;
    private final DoublePredicate wrong;
    private int run;
    private double askedAt = Double.NEGATIVE_INFINITY;

    Alarm(int points, DoublePredicate wrong) {
        this.points = points;
        this.wrong = wrong;
    }

    void add(double value) {
        run = !Double.isNaN(value) && wrong.test(value) ? run + 1 : 0;
        if (run == 0) {
            askedAt = Double.NEGATIVE_INFINITY;
        }
    }

    boolean rings() {
        return run >= points;
    }

    /** Whether it asks for something now. */
    boolean asks(double now) {
        if (!rings() || now - askedAt < AGAIN_SECONDS) {
            return false;
        }
        askedAt = now;
        return true;
    }
}
