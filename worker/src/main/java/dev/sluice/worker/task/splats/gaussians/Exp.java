package dev.sluice.worker.task.splats.gaussians;

/** The exponential, faster than {@link Math#exp} and within 0.01 %. */
final class Exp {
    private static final float LOG2_E = 1.442695f;

    private Exp() {}

    /** From -80 to 0. */
    static float of(float x) {
        float y = x * LOG2_E;
        int whole = (int) (y - 0.5f); // to the nearest, so the rest is within a half
        float f = y - whole;
        float p = 1 + f * (0.6931472f + f * (0.2402265f + f * (0.05550411f + f * 0.00961813f)));
        return Float.intBitsToFloat((whole + 127) << 23) * p;
    }
}
