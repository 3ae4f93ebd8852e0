package dev.sluice.shared.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with jitter: the n-th delay is uniform in [least · d, d], where d = min(cap,
 * first · 2ⁿ⁻¹).
 *
 * @param least part of a delay that no jitter takes away, 0 (full jitter) to 1
 * @see <a
 *     href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 *     Backoff And Jitter</a>
 */
public record Backoff(Duration first, Duration cap, double least, RandomGenerator random) {
    private static final int MAX_DOUBLINGS = 30;

    /** With full jitter. */
    public Backoff(Duration first, Duration cap, RandomGenerator random) {
        this(first, cap, 0, random);
    }

    /**
     * @param failure which one in a row, from 1
     */
    public Duration after(int failure) {
        int doublings = Math.clamp(failure - 1L, 0, MAX_DOUBLINGS);
        long longest = Math.min(cap.toMillis(), first.toMillis() << doublings);
        long sure = (long) (least * longest);
        return Duration.ofMillis(sure + random.nextLong(longest - sure + 1));
    }
}
