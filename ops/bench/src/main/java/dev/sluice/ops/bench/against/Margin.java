package dev.sluice.ops.bench.against;

import java.util.Locale;

/**
 * Whether this build costs more than may be.
 *
 * @param ratio this build's cost over the other's
 * @param itself a build's cost over its own in the run before
 */
record Margin(Ratio ratio, Ratio itself) {
    /** What a change may cost: less is hard to see on a shared machine. */
    private static final double ALLOWED = 0.02;

    /** The run's own error: that of the ratio, or that of a build against itself if larger. */
    double error() {
        return Math.max(ratio.error(), itself.error());
    }

    /** 2 %, or the run's own error if that is larger. */
    double allowed() {
        return Math.max(ALLOWED, error());
    }

    boolean isMet() {
        return ratio.mean() - 1 <= allowed();
    }

    String sentence(String other) {
        return String.format(
                Locale.ROOT,
                "A picture costs %.1f %% %s CPU than with %s, ± %.1f %%; at most %.1f %% more was"
                        + " allowed: %s.%s",
                Math.abs(ratio.mean() - 1) * 100,
                ratio.mean() < 1 ? "less" : "more",
                other,
                error() * 100,
                allowed() * 100,
                isMet() ? "met" : "missed",
                error() <= ALLOWED
                        ? ""
                        : " That is this run's own error: it cannot tell less. More pairs, or a"
                                + " machine on which nothing else runs, would.");
    }
}
