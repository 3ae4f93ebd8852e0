package dev.sluice.ops.models.measure;

import java.time.Duration;

/**
 * How long is measured.
 *
 * @param warmUp until the JIT has compiled what runs often
 * @param round of work that is timed as a whole
 * @param rounds of which the best counts
 */
public record Effort(Duration warmUp, Duration round, int rounds) {
    /** Two measurements of the same then differ by a few per cent, if nothing else runs. */
    public static final Effort USUAL =
            new Effort(Duration.ofMillis(600), Duration.ofMillis(400), 3);
}
