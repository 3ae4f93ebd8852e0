package dev.sluice.ops.local.wafer;

import java.util.SplittableRandom;

/**
 * What optics and sensor make of a scene.
 *
 * @param blur standard deviation, px
 * @param vignette share of light lost from the brightest place to the farthest corner
 * @param x of the brightest place, as a part of the width
 * @param y likewise of the height
 * @param noise times that of an ordinary picture
 */
record Lens(double blur, double vignette, double x, double y, double noise) {
    /** Variance of the read-out, in squared levels, and what each level of light adds to it. */
    private static final double READ_NOISE = 1;

    private static final double SHOT_NOISE = 0.02;

    static Lens vary(SplittableRandom random, Difficulty difficulty) {
        boolean dark = difficulty.has(Difficulty.DARK_CORNERS);
        double sharp = random.nextDouble(0.5, 1);
        double blurred = random.nextDouble(1.8, 3);
        double slight = random.nextDouble(0.015);
        double strong = random.nextDouble(0.25, 0.5);
        double x = random.nextDouble(0.3, 0.7);
        double y = random.nextDouble(0.3, 0.7);
        // Of all difficulties together each is milder, or nobody could tell anything.
        double blur = difficulty == Difficulty.ALL ? random.nextDouble(0.8, 1.8) : blurred;
        double noise = difficulty == Difficulty.ALL ? 2 : 4;
        return new Lens(
                difficulty.has(Difficulty.OUT_OF_FOCUS) ? blur : sharp,
                dark ? strong : slight,
                dark ? x : 0.5,
                dark ? y : 0.5,
                difficulty.has(Difficulty.NOISY) ? noise : 1);
    }

    /**
     * @param scene brightness against the bare wafer, by rows; spoilt
     * @param level of the bare wafer
     * @param gamma of the tone curve
     * @return levels of the pixels, 0 to 255
     */
    byte[] take(float[] scene, int width, double level, double gamma, SplittableRandom random) {
        int height = scene.length / width;
        float[] seen = blurred(scene, width);
        byte[] plane = new byte[scene.length];
        double farthest = Math.hypot(Math.max(x, 1 - x) * width, Math.max(y, 1 - y) * height);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double away =
                        Math.hypot(column + 0.5 - x * width, row + 0.5 - y * height) / farthest;
                double light = seen[row * width + column] * (1 - vignette * away * away);
                double written = level * Math.pow(Math.max(0, light), gamma);
                double spread = noise * Math.sqrt(READ_NOISE + SHOT_NOISE * written);
                double value = written + spread * random.nextGaussian();
                plane[row * width + column] = (byte) Math.clamp(Math.round(value), 0, 255);
            }
        }
        return plane;
    }

    private float[] blurred(float[] scene, int width) {
        int reach = (int) Math.ceil(3 * blur);
        float[] weights = new float[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            weights[i + reach] = (float) Math.exp(-i * i / (2 * blur * blur));
            sum += weights[i + reach];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= (float) sum;
        }
        int height = scene.length / width;
        float[] across = new float[scene.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float value = 0;
                for (int i = -reach; i <= reach; i++) {
                    int at = Math.clamp(x + i, 0, width - 1);
                    value += weights[i + reach] * scene[y * width + at];
                }
                across[y * width + x] = value;
            }
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float value = 0;
                for (int i = -reach; i <= reach; i++) {
                    int at = Math.clamp(y + i, 0, height - 1);
                    value += weights[i + reach] * across[at * width + x];
                }
                scene[y * width + x] = value;
            }
        }
        return scene;
    }
}
