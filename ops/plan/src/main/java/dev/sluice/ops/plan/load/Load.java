package dev.sluice.ops.plan.load;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * How many jobs a second come, step by step; within a step they come at random, as Poisson has it.
 */
public final class Load {
    /** Longer ones are cut into parts by whoever brings them. */
    public static final Duration LONGEST = Duration.ofDays(31);

    private static final double DAY = 86_400;

    private final Instant start;
    private final double step;
    private final double[] rates;

    /**
     * @param start of the first step
     * @param step of at least a second
     * @param rates jobs a second of each step, 0 or more, at least one step
     */
    public Load(Instant start, Duration step, double... rates) {
        this.start = start;
        this.step = step.toMillis() / 1e3;
        this.rates = rates.clone();
        if (rates.length == 0 || this.step < 1) {
            throw new IllegalArgumentException(rates.length + " steps of " + step);
        }
    }

    public Instant start() {
        return start;
    }

    public double seconds() {
        return step * rates.length;
    }

    public double days() {
        return seconds() / DAY;
    }

    /** Jobs a second at that time; none after the end. */
    public double rate(double seconds) {
        int index = (int) (seconds / step);
        return index < rates.length ? rates[index] : 0;
    }

    /** When the rate may change after that time. */
    public double nextStep(double seconds) {
        return (Math.floor(seconds / step) + 1) * step;
    }

    /** On average. */
    public double jobs() {
        return Arrays.stream(rates).sum() * step;
    }

    /** The highest rate of all steps. */
    public double busiest() {
        return Arrays.stream(rates).max().orElseThrow();
    }
}
