package dev.sluice.ops.bench.feed;

import java.util.List;
import java.util.Locale;

/**
 * An EC2 type with one GPU.
 *
 * @param cores its vCPUs; one is counted as one core of the machine that measures
 */
record Shape(String type, int cores) {
    /**
     * Which one feeds an accelerator.
     *
     * @param shapes smallest first, at least one
     * @param needed cores that keep it busy
     */
    static String balancing(List<Shape> shapes, double needed) {
        for (Shape shape : shapes) {
            if (shape.cores >= needed) {
                return "%s (%d vCPUs)".formatted(shape.type, shape.cores);
            }
        }
        Shape largest = shapes.getLast();
        return String.format(
                Locale.ROOT,
                "none with one such GPU: %s (%d vCPUs) feeds %.0f %% of it",
                largest.type,
                largest.cores,
                100 * largest.cores / needed);
    }
}
