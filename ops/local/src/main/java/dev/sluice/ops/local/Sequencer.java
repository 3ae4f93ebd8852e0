package dev.sluice.ops.local;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers the writes: 16 upper-case hexadecimal digits that grow with each call, and from one run
 * to the next as long as the clock does. They are the nanoseconds since 1970, or one more than the
 * last where the clock has not moved.
 */
final class Sequencer {
    private final InstantSource clock;
    private final AtomicLong last = new AtomicLong();

    Sequencer(InstantSource clock) {
        this.clock = clock;
    }

    String next() {
        Instant now = clock.instant();
        long nanos =
                Math.addExact(
                        Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        return "%016X".formatted(last.updateAndGet(before -> Math.max(before + 1, nanos)));
    }
}
