package dev.sluice.shared.metrics;

import java.util.Optional;
import java.util.OptionalDouble;

/** The workers of a fleet, as far as a program knows of them. */
public interface Crew {
    /** The ready ones that serve it; empty if nothing is known of any. */
    Optional<Hands> of(String pipeline);

    /**
     * What the ready ones do together when they are busy.
     *
     * @return more than 0; empty if there are none, or nothing is known of them
     */
    default OptionalDouble jobsPerSecond(String pipeline) {
        return of(pipeline).stream()
                .filter(hands -> hands.workers() > 0)
                .mapToDouble(Hands::jobsPerSecond)
                .findAny();
    }
}
