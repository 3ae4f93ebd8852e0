package dev.sluice.shared.metrics;

import java.util.OptionalDouble;

/** The workers of a fleet, as far as a program knows of them. */
public interface Crew {
    /**
     * What the ready ones do together when they are busy.
     *
     * @return more than 0; empty if there are none, or nothing is known of them
     */
    OptionalDouble jobsPerSecond(String pipeline);
}
