package dev.sluice.shared.notify;

import dev.sluice.shared.time.Ticker;

import java.time.Duration;

/**
 * Spares jobs the wait for a receiver that is out of order: after some failures in a row nothing is
 * tried for a while, then one call, which decides. Safe for use by many threads.
 */
final class Breaker {
    /** In a row: fewer happen to receivers that are well. */
    static final int FAILURES = 5;

    /** Between two tries of a receiver that is out of order. */
    static final Duration PAUSE = Duration.ofSeconds(30);

    private final Ticker ticker;

    // All guarded by this.
    private int failures;
    private long tryAt;
    private String why = "";

    Breaker(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Whether a call may be made now. One that is allowed while it is open is the try. */
    synchronized boolean allows() {
        if (rests()) {
            return false;
        }
        tryAt = ticker.nanos() + PAUSE.toNanos(); // and no other, should nobody tell how it went
        return true;
    }

    /** Whether calls are being spared just now. */
    synchronized boolean rests() {
        return failures >= FAILURES && ticker.nanos() - tryAt < 0;
    }

    /** Why calls are spared. */
    synchronized String why() {
        return "it is tried once in %d s since %d calls in a row failed, the last because %s"
                .formatted(PAUSE.toSeconds(), FAILURES, why);
    }

    /** A call came to its receiver. */
    synchronized void reached() {
        failures = 0;
    }

    /**
     * A call did not.
     *
     * @param reason for people, who are told of it while calls are spared
     */
    synchronized void failed(String reason) {
        why = reason;
        failures = Math.min(FAILURES, failures + 1);
        tryAt = ticker.nanos() + PAUSE.toNanos();
    }
}
