package dev.sluice.ops.local.wafer;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What lies on a wafer beside crystals. Each thing multiplies the brightness of what lies under it,
 * by channel.
 */
final class Dirt {
    /**
     * Something round.
     *
     * @param rough how far its outline goes in and out, as a part of its radius
     * @param soft px over which it ends
     * @param grain how uneven it is
     */
    @SuppressWarnings("ArrayRecordComponent") // numbers, never compared
    private record Spot(
            double x,
            double y,
            double radius,
            double[] factors,
            double rough,
            double soft,
            double grain,
            long seed) {}

    /** A line. */
    private record Scratch(
            double x, double y, double angle, double length, double width, double factor) {}

    private final List<Spot> spots = new ArrayList<>();
    private final List<Scratch> scratches = new ArrayList<>();

    private Dirt() {}

    static Dirt scatter(SplittableRandom random, int width, int height, boolean much) {
        Dirt dirt = new Dirt();
        double megapixels = width * (double) height / 1e6;
        int specks = (int) (megapixels * random.nextInt(5, much ? 60 : 20));
        for (int i = 0; i < specks; i++) {
            double factor = random.nextInt(3) > 0 ? random.nextDouble(0.3, 0.8) : 1.5;
            dirt.spots.add(spot(random, width, height, 0.7, 3, grey(factor)));
        }
        if (!much) {
            return dirt;
        }
        for (int i = 0; i < random.nextInt(1, 5); i++) { // grains of dust
            double factor = random.nextDouble(0.1, 0.6);
            dirt.spots.add(spot(random, width, height, 4, 12, grey(factor)));
        }
        for (int i = 0; i < random.nextInt(1, 4); i++) { // residue of tape: bluish, grainy, soft
            double factor = random.nextDouble(0.04, 0.14);
            double[] factors = {1 + factor * random.nextDouble(0, 1), 1 - factor / 2, 1 - factor};
            Spot spot = spot(random, width, height, 20, 110, factors);
            dirt.spots.add(
                    new Spot(
                            spot.x,
                            spot.y,
                            spot.radius,
                            factors,
                            0.35,
                            random.nextDouble(4, 14),
                            factor * random.nextDouble(0.3, 0.8),
                            random.nextLong()));
        }
        for (int i = 0; i < random.nextInt(1, 5); i++) {
            dirt.scratches.add(
                    new Scratch(
                            random.nextDouble(width),
                            random.nextDouble(height),
                            random.nextDouble(2 * Math.PI),
                            random.nextDouble(0.1, 1) * width,
                            random.nextDouble(1, 4),
                            random.nextDouble(0.8, 1.15)));
        }
        return dirt;
    }

    private static double[] grey(double factor) {
        return new double[] {factor, factor, factor};
    }

    private static Spot spot(
            SplittableRandom random,
            int width,
            int height,
            double least,
            double most,
            double[] by) {
        return new Spot(
                random.nextDouble(width),
                random.nextDouble(height),
                random.nextDouble(least, most),
                by,
                0.15,
                1,
                0,
                random.nextLong());
    }

    void cover(float[] plane, int width, int channel) {
        for (Spot spot : spots) {
            cover(plane, width, channel, spot);
        }
        for (Scratch scratch : scratches) {
            cover(plane, width, scratch);
        }
    }

    private static void cover(float[] plane, int width, int channel, Spot spot) {
        int height = plane.length / width;
        SplittableRandom random = new SplittableRandom(spot.seed);
        double[] waves = random.doubles(8, 0, 2 * Math.PI).toArray();
        double reach = spot.radius * (1 + spot.rough) + spot.soft;
        for (int y = Math.max(0, (int) (spot.y - reach));
                y < Math.min(height, spot.y + reach + 1);
                y++) {
            for (int x = Math.max(0, (int) (spot.x - reach));
                    x < Math.min(width, spot.x + reach + 1);
                    x++) {
                double right = x + 0.5 - spot.x;
                double down = y + 0.5 - spot.y;
                double angle = Math.atan2(down, right);
                double edge =
                        spot.radius
                                * (1
                                        + spot.rough
                                                * (0.6 * Math.sin(3 * angle + waves[0])
                                                        + 0.4 * Math.sin(7 * angle + waves[1])));
                double within =
                        Math.clamp((edge - Math.hypot(right, down)) / spot.soft + 0.5, 0, 1);
                if (within > 0) {
                    double uneven =
                            spot.grain
                                    * (Math.sin(x / 5.3 + waves[2]) * Math.sin(y / 4.1 + waves[3])
                                            + Math.sin(x / 2.3 + y / 3.1 + waves[4])
                                            + Math.sin(y / 11.0 - x / 13.0 + waves[5]))
                                    / 2;
                    double factor = spot.factors[channel] + uneven;
                    plane[y * width + x] *= (float) (1 + within * (factor - 1));
                }
            }
        }
    }

    private static void cover(float[] plane, int width, Scratch scratch) {
        int height = plane.length / width;
        double right = Math.cos(scratch.angle);
        double down = Math.sin(scratch.angle);
        double reach = scratch.length / 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double along = (x - scratch.x) * right + (y - scratch.y) * down;
                double across = (y - scratch.y) * right - (x - scratch.x) * down;
                if (Math.abs(along) < reach && Math.abs(across) < scratch.width / 2) {
                    plane[y * width + x] *= (float) scratch.factor;
                }
            }
        }
    }
}
