package dev.sluice.worker.flow;

import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Versions that are not to be had for a while. Not safe for use by many threads. */
final class Refusals {
    private final Ticker ticker;
    private final Map<String, Long> until = new HashMap<>();

    Refusals(Ticker ticker) {
        this.ticker = ticker;
    }

    void add(String version, Duration time) {
        until.put(version, ticker.nanos() + time.toNanos());
    }

    boolean contain(String version) {
        Long end = until.get(version);
        return end != null && end - ticker.nanos() > 0;
    }
}
