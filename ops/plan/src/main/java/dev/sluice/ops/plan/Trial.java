package dev.sluice.ops.plan;

import dev.sluice.ops.deploy.scaling.Scaling;
import dev.sluice.ops.plan.scaler.Scalers;
import dev.sluice.ops.plan.simulated.Outcome;
import dev.sluice.ops.plan.simulated.SimulatedFleet;
import dev.sluice.shared.aws.Prices;
import dev.sluice.shared.metrics.ScalingBill;

import java.time.Duration;

/**
 * One simulated run.
 *
 * @param dollarsPerDay machines, and for ours what scaling costs; requests per job are the same for
 *     all and not in it
 */
public record Trial(
        Scalers scaler, Worker worker, Scaling scaling, Outcome outcome, double dollarsPerDay) {
    private static final double HOUR = 3600;
    private static final double MONTH_DAYS = 730 / 24.0;
    private static final double MILLION = 1e6;

    static Trial run(Plan plan, Worker worker, Scaling scaling, Scalers scaler) {
        Outcome outcome =
                SimulatedFleet.run(
                        plan.load(),
                        worker.cost(),
                        plan.machines(),
                        scaler.of(scaling, worker.cost().jobSeconds(), plan.load().start()),
                        plan.seed());
        double hours =
                (outcome.hours().onDemandSeconds()
                                + outcome.hours().spotSeconds() * plan.spotPrice())
                        / HOUR;
        double days = Math.max(plan.load().days(), 1 / 24.0);
        double machines = hours * worker.dollarsPerHour() / days;
        return new Trial(
                scaler, worker, scaling, outcome, machines + telling(scaler, scaling) / MONTH_DAYS);
    }

    private static double telling(Scalers scaler, Scaling scaling) {
        Duration period = scaling.timing().period();
        return scaler == Scalers.SLUICE
                ? new ScalingBill(period, 1, scaling.size().max()).dollars(Prices.shipped())
                : 0;
    }

    /** What may wait for a worker, as its target says. */
    public Duration backlog() {
        return scaling.soonest();
    }

    /** The most machines at the end of a part of the run. */
    public int most() {
        return outcome.course().stream().mapToInt(Outcome.Part::machines).max().orElse(0);
    }

    /** Seconds that half of the jobs wait at most. */
    public double p50() {
        return outcome.waits().quantile(0.5);
    }

    /** Seconds that 99 of 100 jobs wait at most. */
    public double p99() {
        return outcome.waits().quantile(0.99);
    }

    /**
     * @param days of the load
     */
    public double dollarsPerMillion(double days) {
        return dollarsPerDay * days / Math.max(1, outcome.arrived()) * MILLION;
    }

    /** Whether all jobs ended, and soon enough. */
    public boolean meets(Duration goal) {
        return outcome.ended() == outcome.arrived() && p99() <= goal.toMillis() / 1e3;
    }
}
