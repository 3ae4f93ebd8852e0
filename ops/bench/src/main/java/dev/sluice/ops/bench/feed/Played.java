package dev.sluice.ops.bench.feed;

import dev.sluice.ops.bench.simulated.Device;

import java.util.List;

/**
 * An accelerator and a model that the simulation plays.
 *
 * <p>b is one picture's share of MLPerf's offline ResNet-50 rate of the GPU (T4 6,112/s, L4
 * 12,882/s, H100 88,052/s); a heavier model's is that times its operations over ResNet-50's, by
 * torchvision's table of models (ResNet-50 4.09 GFLOPS, ViT-L/16 at 512 pixels 361.99). a is
 * assumed the same everywhere, for it is the host's part, launches and copies: what is left of a
 * batch of 32 on a T4 at the 2,050 pictures/s that Triton reaches with 32 clients, 32/2050 s − 32·b
 * = 10.4 ms.
 *
 * @param pipeline its name in the bench
 * @param name for readers
 * @param perItemMillis b
 * @param shapes instances with one such GPU, smallest first
 */
record Played(String pipeline, String name, double perItemMillis, List<Shape> shapes) {
    /** Pictures in a full batch, as in the measurement that a comes from. */
    static final int BATCH = 32;

    private static final double FIXED_MILLIS = 10.4;
    static final double T4 = 1000 / 6112.0;
    private static final double L4 = 1000 / 12_882.0;
    private static final double H100 = 1000 / 88_052.0;
    private static final double HEAVY = 361.99 / 4.09;

    /** The sizes of a family with one GPU on x86: EC2 doubles vCPUs from size to size. */
    static List<Shape> family(String family) {
        return List.of(
                new Shape(family + ".xlarge", 4),
                new Shape(family + ".2xlarge", 8),
                new Shape(family + ".4xlarge", 16),
                new Shape(family + ".8xlarge", 32),
                new Shape(family + ".16xlarge", 64));
    }

    /**
     * All that are measured: two so light that decoding is the limit, and one so heavy, at its 512
     * pixels, that two cores, which the emulators share, surely feed it. What is decoded and
     * scaled, to 224 pixels, is the same for all.
     */
    static List<Played> all() {
        List<Shape> h100 = List.of(new Shape("p5.4xlarge", 16));
        return List.of(
                new Played("l4-resnet", "L4, ResNet-50", L4, family("g6")),
                new Played("h100-resnet", "H100, ResNet-50", H100, h100),
                new Played("t4-vit", "T4, ViT-L/16@512", T4 * HEAVY, family("g4dn")));
    }

    /** Its cost, rounded to a tenth of a microsecond. */
    Device device() {
        return new Device(FIXED_MILLIS, Math.round(perItemMillis * 1e4) / 1e4);
    }

    /** Pictures a second that it can take. */
    double perSecond() {
        return device().perSecond(BATCH);
    }
}
