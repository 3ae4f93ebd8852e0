package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/**
 * What is done at which step, known beforehand.
 *
 * @param steps in all
 * @param from how many splats there are at the beginning
 * @param most how many there may be at the end
 */
record Schedule(int steps, int from, int most) {
    // Shares of all steps.
    private static final double COARSE_UNTIL = 0.3;
    private static final double GROWS_FROM = 0.1;
    private static final double GROWS_UNTIL = 0.6;
    private static final int ROUNDS = 12; // of growth

    /** What one splat costs beside drawing, in pixels. */
    private static final double SPLAT = 4;

    /** Whether pictures are still of half the size. */
    boolean coarse(int step) {
        return step < COARSE_UNTIL * steps;
    }

    boolean grows(int step) {
        int every = Math.max(1, (int) ((GROWS_UNTIL - GROWS_FROM) * steps / ROUNDS));
        return step >= GROWS_FROM * steps && step <= GROWS_UNTIL * steps && step % every == 0;
    }

    /** How many splats there shall be. */
    int splats(int step) {
        double share = (step - GROWS_FROM * steps) / ((GROWS_UNTIL - GROWS_FROM) * steps);
        return (int) (from + Math.max(0, most - from) * Math.clamp(share, 0, 1));
    }

    /** How much work a step is, compared with others, for pictures of so many pixels. */
    double work(int step, int pixels) {
        return (coarse(step) ? 0.25 : 1) * pixels + SPLAT * splats(step);
    }

    /** How far {@link Adam} goes with each number of a splat. */
    float[] rates(int step, float extent) {
        double done = (double) step / steps;
        float slowing = (float) Math.pow(0.3, done);
        float[] rates = new float[Splats.STRIDE];
        fill(rates, Splats.POSITION, 3, 1e-3f * extent * (float) Math.pow(0.01, done));
        fill(rates, Splats.SCALE, 3, 0.01f * slowing);
        fill(rates, Splats.ROTATION, 4, 0.002f);
        fill(rates, Splats.OPACITY, 1, 0.05f);
        fill(rates, Splats.COLOUR, 3, 0.01f * slowing);
        fill(rates, Splats.COLOUR + 3, 9, 0.002f);
        return rates;
    }

    private static void fill(float[] rates, int from, int count, float rate) {
        Arrays.fill(rates, from, from + count, rate);
    }
}
