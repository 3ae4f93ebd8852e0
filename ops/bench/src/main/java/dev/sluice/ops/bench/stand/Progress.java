package dev.sluice.ops.bench.stand;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Whether work gets on: a count of what is left that falls now and then. */
public final class Progress {
    /** A program that settles nothing for so long is stuck. */
    public static final Duration STUCK = Duration.ofSeconds(60);

    static final Duration LOOK = Duration.ofMillis(50);

    private long least = Long.MAX_VALUE;
    private long moved = System.nanoTime();

    /** Whether it has not fallen for so long. */
    boolean isStuck(long left, Duration patience) {
        if (left < least) {
            least = left;
            moved = System.nanoTime();
        }
        return System.nanoTime() - moved > patience.toNanos();
    }

    /** Looks until no more than wanted is left, it is stuck, or a program ended; what is left. */
    public static long await(LongSupplier look, long wanted, Duration patience, Child... programs)
            throws InterruptedException {
        Progress progress = new Progress();
        long left = look.getAsLong();
        while (left > wanted
                && !progress.isStuck(left, patience)
                && Stream.of(programs).allMatch(Child::alive)) {
            pause(LOOK);
            left = look.getAsLong();
        }
        return left;
    }

    /** Lets time pass, which is what benchmarks measure by. */
    public static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, time.toNanos()));
    }
}
