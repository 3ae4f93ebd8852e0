package dev.sluice.dispatcher;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after the n-th failure in a row: anything up to first · 2^(n−1), at most the cap
 * ("full jitter", which spreads those who failed together).
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">AWS's
 *     comparison</a>
 */
record Backoff(Duration first, Duration cap, RandomGenerator random) {
    /**
     * @param failures in a row, 1 or more
     */
    Duration after(int failures) {
        // 2^20 times the shortest useful delay is beyond any cap, and the product fits a long.
        long doubled = first.toMillis() << Math.min(failures - 1, 20);
        return Duration.ofMillis(random.nextLong(Math.min(doubled, cap.toMillis()) + 1));
    }
}
