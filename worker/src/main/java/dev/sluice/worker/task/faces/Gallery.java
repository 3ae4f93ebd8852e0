package dev.sluice.worker.task.faces;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.worker.vector.VectorIndex.Hit;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where a worker's tasks keep faces, and find them again. */
public interface Gallery {
    /** Keeps the faces of a picture in the place of an older one's; durable when it returns. */
    void keep(VectorItem item, Duration kept);

    /** Forgets those of a picture, but not of a newer one under its key. */
    void forget(ItemKey key, Generation generation);

    /** The most alike ones, the most alike first, whether they still count or not. */
    List<Hit> nearest(CollectionKey collection, String version, float[] vector, int most);

    /**
     * Which generations pictures have now, of those that are completed (RULES 4).
     *
     * @param rows a row for each picture, by customer and row
     */
    Map<ItemKey, Generation> standing(Map<ItemKey, String> rows);

    /** Opens what a search needs, so that no customer waits for it. */
    default void open() {}

    /** Closes it. */
    default void close() {}

    /** One that keeps nothing, for a pipeline that is tried out without a deployment. */
    static Gallery ofNothing() {
        return new Gallery() {
            @Override
            public void keep(VectorItem item, Duration kept) {}

            @Override
            public void forget(ItemKey key, Generation generation) {}

            @Override
            public List<Hit> nearest(
                    CollectionKey collection, String version, float[] vector, int most) {
                return List.of();
            }

            @Override
            public Map<ItemKey, Generation> standing(Map<ItemKey, String> rows) {
                return Map.of();
            }
        };
    }
}
