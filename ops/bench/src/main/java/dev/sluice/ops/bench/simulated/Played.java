package dev.sluice.ops.bench.simulated;

import java.util.List;
import java.util.Locale;

/**
 * An accelerator and a model that the simulation plays. README.md says where a and b come from.
 *
 * @param perItemMillis b, of which four decimals count
 * @param shapes instances with one such GPU, smallest first
 */
record Played(String pipeline, String name, double perItemMillis, List<Shape> shapes) {
    /** An EC2 type with one GPU; a vCPU counts as one core of the machine that measures. */
    record Shape(String type, int cores) {}

    /** Pictures in a full batch, as in the measurement that a comes from. */
    static final int BATCH = 32;

    /** a. */
    static final double FIXED_MILLIS = 10.4;

    static final double T4 = 1000 / 6112.0;
    private static final double L4 = 1000 / 12_882.0;
    private static final double H100 = 1000 / 88_052.0;
    private static final double HEAVY = 361.99 / 4.09;

    Played {
        perItemMillis = Math.round(perItemMillis * 1e4) / 1e4;
    }

    /** The sizes of a family with one GPU on x86: EC2 doubles vCPUs from size to size. */
    static List<Shape> family(String family) {
        return List.of(
                new Shape(family + ".xlarge", 4),
                new Shape(family + ".2xlarge", 8),
                new Shape(family + ".4xlarge", 16),
                new Shape(family + ".8xlarge", 32),
                new Shape(family + ".16xlarge", 64));
    }

    /** Two so light that decoding is the limit, and one so heavy that two cores surely feed it. */
    static List<Played> all() {
        List<Shape> h100 = List.of(new Shape("p5.4xlarge", 16));
        return List.of(
                new Played("l4-resnet", "L4, ResNet-50", L4, family("g6")),
                new Played("h100-resnet", "H100, ResNet-50", H100, h100),
                new Played("t4-vit", "T4, ViT-L/16@512", T4 * HEAVY, family("g4dn")));
    }

    /** Pictures a second that it can take, in full batches without a pause between them. */
    double perSecond() {
        return BATCH / (FIXED_MILLIS + perItemMillis * BATCH) * 1e3;
    }

    /** Which of the shapes has cores enough to keep it busy. */
    String balancing(double cores) {
        for (Shape shape : shapes) {
            if (shape.cores >= cores) {
                return "%s (%d vCPUs)".formatted(shape.type, shape.cores);
            }
        }
        Shape largest = shapes.getLast();
        return String.format(
                Locale.ROOT,
                "none with one such GPU: %s (%d vCPUs) feeds %.0f %% of it",
                largest.type,
                largest.cores,
                100 * largest.cores / cores);
    }
}
