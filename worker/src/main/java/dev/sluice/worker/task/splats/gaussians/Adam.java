package dev.sluice.worker.task.splats.gaussians;

/** Kingma and Ba's step, for all numbers of an array. */
final class Adam {
    private static final float FIRST = 0.9f;
    private static final float SECOND = 0.999f;
    private static final float TINY = 1e-15f; // gradients are of means over a picture

    private Adam() {}

    /**
     * One step, of the numbers from one to before another.
     *
     * @param rates one for each place of {@code rates.length}, again and again
     * @param step counted from 1
     */
    static void step(
            float[] values,
            float[] gradient,
            Moments moments,
            float[] rates,
            int step,
            int from,
            int to) {
        float first = 1 / (1 - (float) Math.pow(FIRST, step));
        float second = 1 / (1 - (float) Math.pow(SECOND, step));
        float[] m = moments.first;
        float[] v = moments.second;
        for (int i = from; i < to; i += rates.length) {
            for (int k = 0; k < rates.length; k++) {
                float g = gradient[i + k];
                m[i + k] = FIRST * m[i + k] + (1 - FIRST) * g;
                v[i + k] = SECOND * v[i + k] + (1 - SECOND) * g * g;
                values[i + k] -=
                        rates[k]
                                * (m[i + k] * first)
                                / ((float) Math.sqrt(v[i + k] * second) + TINY);
            }
        }
    }

    /** The gradient's mean and its square's, of late. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Moments(float[] first, float[] second) {}
}
