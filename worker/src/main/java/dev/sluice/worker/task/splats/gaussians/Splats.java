package dev.sluice.worker.task.splats.gaussians;

import java.util.Arrays;

/**
 * So many Gaussians, {@value #STRIDE} numbers each: what is trained. Gradients and moments have the
 * same layout. One thread grows it; several may write to different splats.
 */
final class Splats {
    static final int POSITION = 0; // x, y, z in the model's units
    static final int SCALE = 3; // logarithms of the three standard deviations
    static final int ROTATION = 6; // a quaternion, w first, of any length
    static final int OPACITY = 10; // before the sigmoid
    static final int COLOUR = 11; // harmonics: the constant's r, g, b, then y's, z's and x's
    static final int STRIDE = 23;

    /** The constant harmonic and the factor of the linear ones. */
    static final float C0 = 0.2820948f;

    static final float C1 = 0.48860252f;

    private float[] values;
    private int count;

    Splats(int count) {
        values = new float[count * STRIDE];
        this.count = count;
    }

    Splats(float[] values) {
        this.values = values;
        count = values.length / STRIDE;
    }

    int count() {
        return count;
    }

    /** Of all splats, and perhaps more behind them: valid until the count changes. */
    float[] values() {
        return values;
    }

    /** Without what is behind the last. */
    float[] copy() {
        return Arrays.copyOf(values, count * STRIDE);
    }

    void clear() {
        Arrays.fill(values, 0, count * STRIDE, 0);
    }

    /** As many as that; new ones are all zeros. */
    void resize(int splats) {
        if (splats * STRIDE > values.length) {
            values = Arrays.copyOf(values, splats * STRIDE * 5 / 4);
        } else if (splats > count) {
            Arrays.fill(values, count * STRIDE, splats * STRIDE, 0);
        }
        count = splats;
    }

    /** One overwrites another. */
    void move(int from, int to) {
        System.arraycopy(values, from * STRIDE, values, to * STRIDE, STRIDE);
    }

    void set(int splat, int field, float value) {
        values[splat * STRIDE + field] = value;
    }

    float get(int splat, int field) {
        return values[splat * STRIDE + field];
    }

    static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }

    static float logit(float p) {
        return (float) Math.log(p / (1 - p));
    }
}
