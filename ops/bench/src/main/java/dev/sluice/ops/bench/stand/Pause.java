package dev.sluice.ops.bench.stand;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A benchmark's wait for time to pass, which is what it measures by. */
public final class Pause {
    private Pause() {}

    public static void of(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, time.toNanos()));
    }
}
