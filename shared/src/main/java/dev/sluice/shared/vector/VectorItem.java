package dev.sluice.shared.vector;

import dev.sluice.shared.job.Generation;

import java.util.List;

/**
 * The vectors of an object.
 *
 * @param generation of the object; it counts only while the object's row has this one (RULES 4)
 * @param version of the model that made them: those of two versions tell nothing of each other
 * @param vectors each of length 1; none for an object that is gone
 */
public record VectorItem(
        ItemKey key, Generation generation, String version, List<float[]> vectors) {
    public VectorItem {
        vectors = List.copyOf(vectors);
    }
}
