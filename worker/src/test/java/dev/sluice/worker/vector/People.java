package dev.sluice.worker.vector;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Made-up vectors, clustered as those of people are. */
final class People {
    static final int DIMENSION = 128;
    static final CollectionKey ALL = new CollectionKey("acme", "all");

    private People() {}

    /** One of a person's, always the same. */
    static float[] vector(int person, int picture) {
        float[] vector = unit(new Random(31L * person + 11));
        float[] other = unit(new Random(1_000_003L * person + picture));
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] += 0.7f * other[i];
        }
        return scaled(vector);
    }

    private static float[] unit(Random random) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return scaled(vector);
    }

    private static float[] scaled(float[] vector) {
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    static ItemKey key(CollectionKey collection, int person, int picture) {
        return new ItemKey(collection, "person-%05d-%02d.jpg".formatted(person, picture));
    }

    static VectorItem item(CollectionKey collection, int person, int picture) {
        return item(key(collection, person, picture), 1, vector(person, picture));
    }

    static VectorItem item(ItemKey key, long generation, float[]... vectors) {
        return new VectorItem(key, generation(generation), "1", List.of(vectors));
    }

    static Generation generation(long number) {
        return Generation.of(
                Optional.of(Long.toHexString(number)), Instant.ofEpochMilli(1_000 + number));
    }
}
