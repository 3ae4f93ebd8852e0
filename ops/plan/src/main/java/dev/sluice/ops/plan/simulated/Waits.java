package dev.sluice.ops.plan.simulated;

import java.util.Arrays;

/**
 * Waits, counted in classes that are {@code 1/512} of a power of two wide: a quantile is off by 0.2
 * % at most. Under a millisecond all are one class.
 */
public final class Waits {
    private static final int BITS = 9;
    private static final int SHIFT = 52 - BITS;
    private static final long LEAST = Double.doubleToRawLongBits(0x1p-10) >>> SHIFT;
    private static final int CLASSES = 32 << BITS;

    private final long[] counts = new long[CLASSES];
    private long count;
    private double sum;
    private double longest;

    void add(double seconds) {
        long index = (Double.doubleToRawLongBits(seconds) >>> SHIFT) - LEAST;
        counts[Math.clamp(index, 0, CLASSES - 1)]++;
        count++;
        sum += seconds;
        longest = Math.max(longest, seconds);
    }

    /** How many there are. */
    public long count() {
        return count;
    }

    /** Exact; 0 if there are none. */
    public double mean() {
        return count == 0 ? 0 : sum / count;
    }

    /** Exact. */
    public double longest() {
        return longest;
    }

    /**
     * So many of all are no longer: the upper end of that wait's class; 0 under a millisecond.
     *
     * @param part 0 to 1
     */
    public double quantile(double part) {
        long rank = (long) Math.ceil(part * count);
        long seen = counts[0];
        if (seen >= rank) {
            return 0;
        }
        for (int i = 1; i < CLASSES; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(longest, Double.longBitsToDouble((LEAST + i + 1) << SHIFT));
            }
        }
        return longest;
    }

    void clear() {
        Arrays.fill(counts, 0);
        count = 0;
        sum = 0;
        longest = 0;
    }
}
