package dev.sluice.ops.bench.faces;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;

import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Made-up vectors, clustered as faces are: people around a common middle, pictures around each
 * person. Two pictures of one have a cosine of about 0.65, two people of about 0.1, as the shipped
 * model's have. The same for the same seed.
 *
 * @param people who are enrolled; numbers beyond are strangers
 * @param pictures of each
 */
record Crowd(int people, int pictures, long seed) {
    static final int DIMENSION = 128;
    static final String VERSION = "1";
    static final CollectionKey ALL = new CollectionKey("bench", "all");

    private static final float COMMON = 0.33f;
    private static final float APART = 0.72f;
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM =
            RandomGeneratorFactory.of("L64X128MixRandom");

    int size() {
        return people * pictures;
    }

    /** One of a person's, always the same. */
    float[] vector(int person, int picture) {
        float[] vector = unit(seed);
        add(vector, unit(seed + 1 + person), 1 / COMMON);
        scale(vector);
        add(vector, unit(seed + (person + 1L) * 1_000_003 + picture), APART);
        return scale(vector);
    }

    private static void add(float[] to, float[] other, float times) {
        for (int i = 0; i < to.length; i++) {
            to[i] += times * other[i];
        }
    }

    private static float[] unit(long seed) {
        RandomGenerator random = RANDOM.create(seed);
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return scale(vector);
    }

    private static float[] scale(float[] vector) {
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        float by = (float) (1 / Math.sqrt(square));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= by;
        }
        return vector;
    }

    VectorItem item(int person, int picture) {
        return new VectorItem(
                new ItemKey(ALL, name(person, picture)),
                Generation.found(Instant.ofEpochMilli(1)),
                VERSION,
                List.of(vector(person, picture)));
    }

    static String name(int person, int picture) {
        return "person-%07d-%02d.jpg".formatted(person, picture);
    }
}
