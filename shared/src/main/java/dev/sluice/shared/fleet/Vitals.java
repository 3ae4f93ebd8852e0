package dev.sluice.shared.fleet;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a member says of itself, every ten seconds.
 *
 * @param reason why it leaves, for people
 * @param pipelines that it serves, each with the model version in service
 * @param inFlight messages in hand
 * @param itemsPerSecond jobs settled a second since it last said so
 * @param jobSeconds what a job takes of it while it is busy, by pipeline; more than 0
 * @param batchFill mean batch as a share of its limit since it last said so, 0 to 1; 0 if none ran
 */
public record Vitals(
        State state,
        Optional<String> reason,
        Map<String, String> pipelines,
        int inFlight,
        double itemsPerSecond,
        Map<String, Double> jobSeconds,
        double batchFill) {
    /** Longer jobs than the time between two rows leave gaps in the rate. */
    private static final double LONG_SECONDS = 10;

    /** Where it is in its life. */
    public enum State {
        STARTING,
        READY,
        DRAINING,
        BROKEN,
        ENDED;

        /** As stored. */
        public String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Vitals {
        pipelines = Map.copyOf(pipelines);
        jobSeconds = Map.copyOf(jobSeconds);
    }

    /**
     * What part of its time it spends on jobs, 0 to 1: its rate by what a job takes. If it serves
     * several pipelines that is their mean, for rows do not tell whose jobs they were. With a long
     * job in hand it is 1.
     */
    public double busy() {
        double seconds =
                jobSeconds.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return inFlight > 0 && seconds >= LONG_SECONDS
                ? 1
                : Math.clamp(itemsPerSecond * seconds, 0, 1);
    }
}
