package dev.sluice.shared.metrics;

import java.util.Optional;

/**
 * Some values put together, as CloudWatch takes them.
 *
 * @param count at least 1
 */
public record Statistics(long count, double sum, double least, double most) {
    public static Statistics of(double value) {
        return new Statistics(1, value, value, value);
    }

    private Statistics and(double value) {
        return new Statistics(
                count + 1, sum + value, Math.min(least, value), Math.max(most, value));
    }

    /** Values since somebody last took them; any thread adds. */
    public static final class Since {
        /** Guarded by this. */
        private Optional<Statistics> all = Optional.empty();

        public synchronized void add(double value) {
            all = Optional.of(all.map(so -> so.and(value)).orElseGet(() -> of(value)));
        }

        /** Empty if there were none. */
        public synchronized Optional<Statistics> take() {
            Optional<Statistics> taken = all;
            all = Optional.empty();
            return taken;
        }
    }
}
