package dev.sluice.worker.task.faces;

import dev.sluice.shared.job.Generation;
import dev.sluice.shared.vector.CollectionKey;
import dev.sluice.shared.vector.ItemKey;
import dev.sluice.shared.vector.VectorItem;
import dev.sluice.worker.vector.VectorIndex.Hit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Keeps faces for a test, and tells what a test says of rows. */
final class HeapGallery implements Gallery {
    final Map<ItemKey, VectorItem> kept = new HashMap<>();

    /** By row. */
    final Map<String, Generation> rows = new HashMap<>();

    @Override
    public void keep(VectorItem item, Duration retention) {
        kept.put(item.key(), item);
    }

    @Override
    public void forget(ItemKey key, Generation generation) {
        kept.remove(key);
    }

    @Override
    public List<Hit> nearest(CollectionKey collection, String version, float[] vector, int most) {
        List<Hit> hits = new ArrayList<>();
        for (VectorItem item : kept.values()) {
            if (item.key().collection().equals(collection) && item.version().equals(version)) {
                for (int i = 0; i < item.vectors().size(); i++) {
                    float[] other = item.vectors().get(i);
                    double cosine =
                            IntStream.range(0, vector.length)
                                    .mapToDouble(n -> (double) vector[n] * other[n])
                                    .sum();
                    hits.add(new Hit(item.key(), item.generation(), i, cosine));
                }
            }
        }
        hits.sort(Comparator.comparingDouble(hit -> -hit.cosine()));
        return hits.subList(0, Math.min(most, hits.size()));
    }

    @Override
    public Map<ItemKey, Generation> standing(Map<ItemKey, String> asked) {
        Map<ItemKey, Generation> standing = new HashMap<>();
        asked.forEach(
                (key, row) -> {
                    if (rows.containsKey(row)) {
                        standing.put(key, rows.get(row));
                    }
                });
        return standing;
    }
}
