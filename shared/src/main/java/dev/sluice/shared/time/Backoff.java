package dev.sluice.shared.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: the n-th delay is uniform in [0, min(cap, first · 2ⁿ⁻¹)].
 *
 * @see <a
 *     href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 *     Backoff And Jitter</a>
 */
public record Backoff(Duration first, Duration cap, RandomGenerator random) {
    private static final int MAX_DOUBLINGS = 30;

    /**
     * @param failure which one in a row, from 1
     */
    public Duration after(int failure) {
        int doublings = Math.clamp(failure - 1L, 0, MAX_DOUBLINGS);
        long longest = Math.min(cap.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis(random.nextLong(longest + 1));
    }
}
