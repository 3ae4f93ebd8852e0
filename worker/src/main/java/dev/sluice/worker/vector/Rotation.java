package dev.sluice.worker.vector;

import java.util.SplittableRandom;

/**
 * Turns vectors in a way that is random but always the same, so that every number of a vector tells
 * as much as every other: flips signs and applies Walsh and Hadamard's transform, three times.
 */
final class Rotation {
    private static final long SEED = 20261130;
    private static final int ROUNDS = 3;

    private final float[][] signs;

    /**
     * @param dimension a power of two
     */
    Rotation(int dimension) {
        if (Integer.bitCount(dimension) != 1) {
            throw new IllegalArgumentException(dimension + " is no power of two");
        }
        SplittableRandom random = new SplittableRandom(SEED);
        float scale = (float) (1 / Math.sqrt(dimension));
        signs = new float[ROUNDS][dimension];
        for (float[] round : signs) {
            for (int i = 0; i < dimension; i++) {
                round[i] = random.nextBoolean() ? scale : -scale;
            }
        }
    }

    /** The turned vector, of the same length. */
    float[] of(float[] vector) {
        float[] turned = vector.clone();
        for (float[] round : signs) {
            for (int i = 0; i < turned.length; i++) {
                turned[i] *= round[i];
            }
            transform(turned);
        }
        return turned;
    }

    private static void transform(float[] values) {
        for (int half = 1; half < values.length; half *= 2) {
            for (int from = 0; from < values.length; from += 2 * half) {
                for (int i = from; i < from + half; i++) {
                    float a = values[i];
                    float b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
            }
        }
    }
}
