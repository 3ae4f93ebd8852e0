package dev.sluice.worker.flow;

import dev.sluice.worker.intake.Hold;
import dev.sluice.worker.intake.Lease;

import java.time.Duration;

/**
 * How a message came.
 *
 * @param queued how long it had waited in its queue, by two machines' clocks
 * @param outage whether so many messages are repeats that the cause is not in them
 * @param company the other messages of its pipeline, which it may have to run without
 */
record Delivery(Hold hold, Duration queued, boolean outage, Isolation company) {
    Lease lease() {
        return hold.lease();
    }

    boolean repeat() {
        return lease().message().receiveCount() > 1;
    }
}
