package dev.sluice.worker.vector;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;

import java.util.List;

/**
 * Finds the vectors of a collection that are most like one. What is durable stands in {@link
 * dev.sluice.shared.vector.VectorTable}; an index may be lost at any time.
 */
public interface VectorIndex extends AutoCloseable {
    /**
     * One vector of an object.
     *
     * @param number which of the object's, from 0
     * @param cosine of the angle to the vector asked for, exact
     */
    record Hit(ItemKey key, Generation generation, int number, double cosine) {}

    /** Takes an object's vectors in the place of what it has of that object. */
    void put(VectorItem item);

    /** Drops what it has of an object, unless that is newer. */
    void remove(ItemKey key, Generation generation);

    /**
     * The most alike ones, the most alike first, among all that was durable before the call.
     *
     * @param version of the model that made the vector; others' do not count
     */
    List<Hit> nearest(CollectionKey collection, String version, float[] vector, int most);

    @Override
    void close();
}
