package dev.sluice.ops.plan.scaler;

/** A queue that is as a test says, and workers that boot as long as it says. */
final class Scene implements View {
    private static final double JOB = 0.1;

    double now;
    long visible;
    long inFlight;
    int ready;
    int booting;
    long ended;

    /** Looks until that time; launched workers become ready after so many seconds. */
    int until(double time, Scaler scaler, double boot) {
        int desired = ready + booting;
        double readyAt = Double.POSITIVE_INFINITY;
        while (now < time) {
            desired = scaler.desired(this);
            if (desired > ready + booting) {
                booting = desired - ready;
                readyAt = now + boot;
            } else if (desired < ready + booting) {
                booting = Math.max(0, desired - ready);
                ready = Math.min(ready, desired);
            }
            now += Scaler.LOOK_SECONDS;
            if (now >= readyAt) {
                ready += booting;
                booting = 0;
                readyAt = Double.POSITIVE_INFINITY;
            }
        }
        return desired;
    }

    @Override
    public double now() {
        return now;
    }

    @Override
    public long visible() {
        return visible;
    }

    @Override
    public long inFlight() {
        return inFlight;
    }

    @Override
    public int ready() {
        return ready;
    }

    @Override
    public int all() {
        return ready + booting;
    }

    @Override
    public int launchedWithin(double seconds) {
        return booting;
    }

    @Override
    public long ended() {
        return ended;
    }

    @Override
    public double jobSeconds() {
        return JOB;
    }
}
