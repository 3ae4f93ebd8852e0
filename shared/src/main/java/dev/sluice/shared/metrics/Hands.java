package dev.sluice.shared.metrics;

/**
 * The ready workers of a pipeline together, at a moment.
 *
 * @param workers how many; with none the rest is 0
 * @param jobsPerSecond what they do when they are busy
 * @param busy what part of their time they spend on jobs, 0 to 1
 */
public record Hands(int workers, double jobsPerSecond, double busy) {
    /** Nobody. */
    public static final Hands NONE = new Hands(0, 0, 0);

    /** What a job takes of one of them, on average; ask only if there are any. */
    public double jobSeconds() {
        return workers / jobsPerSecond;
    }
}
