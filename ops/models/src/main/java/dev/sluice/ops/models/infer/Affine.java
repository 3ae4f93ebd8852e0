package dev.sluice.ops.models.infer;

import java.util.Arrays;

/**
 * What a graph does to a channel's value before its first real layer: {@code factor · v + offset},
 * one of each for every channel.
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within one method, never compared
record Affine(double[] factor, double[] offset) {
    /** What networks compute with, from its least to its greatest. */
    private static final double USUAL_SPAN = 8;

    private static final double WHITE = 255;

    static Affine identity(int channels) {
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        return new Affine(ones, new double[channels]);
    }

    boolean isIdentity() {
        return Arrays.stream(factor).allMatch(f -> f == 1)
                && Arrays.stream(offset).allMatch(o -> o == 0);
    }

    /** After a further multiplication. */
    Affine times(double[] by) {
        double[] f = factor.clone();
        double[] o = offset.clone();
        for (int i = 0; i < f.length; i++) {
            f[i] *= by[i];
            o[i] *= by[i];
        }
        return new Affine(f, o);
    }

    /** After a further addition. */
    Affine plus(double[] by) {
        double[] o = offset.clone();
        for (int i = 0; i < o.length; i++) {
            o[i] += by[i];
        }
        return new Affine(factor, o);
    }

    /**
     * Whether it is meant for values up to 255, and not for those up to 1: either brings these into
     * the span of a network, or what is taken off is more than 1 could be.
     */
    boolean isOfBytes() {
        double most = Arrays.stream(factor).map(Math::abs).max().orElse(1);
        if (most * WHITE <= USUAL_SPAN) {
            return true;
        }
        for (int i = 0; i < factor.length; i++) {
            if (Math.abs(offset[i] / factor[i]) > 2) {
                return true;
            }
        }
        return false;
    }

    /** The value of each channel that becomes 0. */
    double[] means() {
        double[] means = new double[factor.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = 0.0 - offset[i] / factor[i];
        }
        return means;
    }
}
