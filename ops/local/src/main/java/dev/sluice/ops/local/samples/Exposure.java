package dev.sluice.ops.local.samples;

import java.util.SplittableRandom;

/**
 * The camera's side of a micrograph: how bright the bare wafer comes out in one colour channel, and
 * what optics and sensor add. The response is linear, so a pixel's value against the wafer's is the
 * optical contrast.
 *
 * @param level of the bare wafer in the picture's middle, 0 to 255
 * @param vignette share of light lost from the middle to the corners
 */
record Exposure(double level, double vignette) {
    /**
     * Variance of the read-out, in squared levels, and what each level of light adds to it (shot
     * noise).
     */
    private static final double READ_NOISE = 1;

    private static final double SHOT_NOISE = 0.02;

    /**
     * One exposure per channel; brightness varies by a third, white balance by a tenth, vignetting
     * is up to 1.2 %.
     */
    static Exposure[] vary(SplittableRandom random, int channels) {
        double brightness = random.nextDouble(95, 150);
        double vignette = random.nextDouble(0.012);
        Exposure[] exposures = new Exposure[channels];
        for (int i = 0; i < channels; i++) {
            exposures[i] = new Exposure(brightness * random.nextDouble(0.9, 1.1), vignette);
        }
        return exposures;
    }

    /**
     * Takes the picture.
     *
     * @param scene brightness against the bare wafer, by rows
     * @return levels of the pixels, by rows
     */
    byte[] take(float[] scene, int width, SplittableRandom random) {
        int height = scene.length / width;
        byte[] picture = new byte[scene.length];
        double corner = (width * (double) width + height * (double) height) / 4;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = x + 0.5 - width / 2.0;
                double dy = y + 0.5 - height / 2.0;
                double light =
                        level
                                * (1 - vignette * (dx * dx + dy * dy) / corner)
                                * blurred(scene, width, height, x, y);
                double noise = Math.sqrt(READ_NOISE + SHOT_NOISE * light) * random.nextGaussian();
                picture[y * width + x] = (byte) Math.clamp(Math.round(light + noise), 0, 255);
            }
        }
        return picture;
    }

    /**
     * The weights 1-4-1 both ways: a blur with a standard deviation of 0.6 px, as a sharp lens
     * gives.
     */
    private static double blurred(float[] scene, int width, int height, int x, int y) {
        int left = Math.max(x - 1, 0);
        int right = Math.min(x + 1, width - 1);
        double sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
            int row = Math.clamp(y + dy, 0, height - 1) * width;
            double weighted = scene[row + left] + 4.0 * scene[row + x] + scene[row + right];
            sum += dy == 0 ? 4 * weighted : weighted;
        }
        return sum / 36;
    }
}
