package dev.sluice.ops.local.samples;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a wafer carries beside flakes: specks of glue and dust, dark or bright, at most 3 px in
 * radius, and faint scratches one pixel wide. Detection must find neither.
 */
record Residue(List<Speck> specks, List<Scratch> scratches) {
    static final Residue NONE = new Residue(List.of(), List.of());

    private static final double SPECKS_PER_MEGAPIXEL = 30;

    record Speck(double x, double y, double radius, float brightness) {}

    record Scratch(double x, double y, double angle, double length, float brightness) {}

    static Residue scatter(SplittableRandom random, int width, int height) {
        double most = SPECKS_PER_MEGAPIXEL * width * height / 1e6;
        int specks = 3 + random.nextInt(1 + (int) most);
        int scratches = random.nextInt(4);
        return new Residue(
                IntStream.range(0, specks).mapToObj(i -> speck(random, width, height)).toList(),
                IntStream.range(0, scratches)
                        .mapToObj(i -> scratch(random, width, height))
                        .toList());
    }

    private static Speck speck(SplittableRandom random, int width, int height) {
        boolean dark = random.nextInt(3) > 0;
        double brightness = dark ? random.nextDouble(0.3, 0.8) : random.nextDouble(1.2, 1.8);
        return new Speck(
                random.nextDouble(width),
                random.nextDouble(height),
                random.nextDouble(0.7, 3),
                (float) brightness);
    }

    private static Scratch scratch(SplittableRandom random, int width, int height) {
        return new Scratch(
                random.nextDouble(width),
                random.nextDouble(height),
                random.nextDouble(Math.PI),
                random.nextDouble(0.2, 1) * Math.max(width, height),
                (float) random.nextDouble(0.95, 1.04));
    }

    /** Multiplies the brightness of what lies under the residue. */
    void cover(float[] plane, int width) {
        int height = plane.length / width;
        for (Speck speck : specks) {
            for (int y = (int) (speck.y - 4); y <= speck.y + 4; y++) {
                for (int x = (int) (speck.x - 4); x <= speck.x + 4; x++) {
                    if (Math.hypot(x + 0.5 - speck.x, y + 0.5 - speck.y) <= speck.radius) {
                        multiply(plane, width, height, x, y, speck.brightness);
                    }
                }
            }
        }
        for (Scratch scratch : scratches) {
            double stepX = Math.cos(scratch.angle);
            double stepY = Math.sin(scratch.angle);
            double longer =
                    Math.max(
                            Math.abs(stepX),
                            Math.abs(stepY)); // one step = one pixel along the main axis
            for (int i = 0; i < scratch.length * longer; i++) {
                int x = (int) Math.floor(scratch.x + i * stepX / longer);
                int y = (int) Math.floor(scratch.y + i * stepY / longer);
                multiply(plane, width, height, x, y, scratch.brightness);
            }
        }
    }

    private static void multiply(float[] plane, int width, int height, int x, int y, float factor) {
        if (x >= 0 && y >= 0 && x < width && y < height) {
            plane[y * width + x] *= factor;
        }
    }
}
