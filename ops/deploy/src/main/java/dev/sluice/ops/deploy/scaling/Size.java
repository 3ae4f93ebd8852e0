package dev.sluice.ops.deploy.scaling;

import dev.sluice.shared.config.Section;

/**
 * How many workers a pool may have.
 *
 * @param min 0 or more; at 0 nobody is paid while nothing waits, and the first job waits for a boot
 * @param max 1 or more
 */
public record Size(int min, int max) {
    /** Of a group; AWS sets none, but a slip of the finger must not rent a thousand machines. */
    static final int MOST = 1000;

    static Size read(Section yaml, Size fallback) {
        int min = yaml.integer("min", fallback.min, 0, MOST);
        int max = yaml.integer("max", Math.max(min, fallback.max), 1, MOST);
        if (min > max) {
            yaml.problem("min", "%d must be no more than max, %d".formatted(min, max));
            return fallback;
        }
        return new Size(min, max);
    }

    /** The nearest number of workers that is allowed. */
    public int clamp(int workers) {
        return Math.clamp(workers, min, max);
    }
}
