package dev.sluice.dispatcher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * Which of many like lines are logged: of each kind the first in a minute, so that a million
 * uploads into one wrong folder are a line a minute. Safe for use by many threads.
 */
final class LogLimit {
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** Kinds hold what customers wrote; further ones in the same minute are not logged. */
    static final int KINDS = 20;

    private final InstantSource clock;

    /** Guarded by this. */
    private final Set<String> kinds = new HashSet<>();

    /** Guarded by this. */
    private Instant begun = Instant.MIN;

    LogLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** Whether a line of this kind is to be logged now. */
    synchronized boolean allows(String kind) {
        Instant now = clock.instant();
        // Also if the clock was set back, or nothing would be logged until it is where it was.
        if (Duration.between(begun, now).abs().compareTo(PERIOD) >= 0) {
            begun = now;
            kinds.clear();
        }
        return kinds.size() < KINDS && kinds.add(kind);
    }
}
