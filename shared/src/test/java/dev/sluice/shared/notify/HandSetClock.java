package dev.sluice.shared.notify;

import dev.sluice.shared.time.Ticker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Moves when a test says so, and when somebody pauses by it. */
final class HandSetClock implements Ticker, Sender.Pause {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public void pause(Duration time) {
        advance(time);
    }

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }
}
