package dev.sluice.ops.plan.simulated;

import java.time.Duration;

/**
 * What workers run on.
 *
 * @param boot from a machine's launch until its worker takes jobs
 * @param onDemand machines that are never spot: the first so many
 * @param spot part of the others that are, 0 to 1
 * @param interruptions of a spot machine's life, a day: the mean of a Poisson process
 */
public record Machines(Duration boot, int onDemand, double spot, double interruptions) {
    double bootSeconds() {
        return boot.toMillis() / 1e3;
    }
}
