package dev.sluice.ops.bench.faces;

import dev.sluice.ops.bench.faces.Searches.Found;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** All vectors on the heap, each compared by a plain loop: what others are measured by. */
final class Exact {
    private final float[][] vectors;
    private final int pictures;

    Exact(Crowd crowd) {
        pictures = crowd.pictures();
        vectors = new float[crowd.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = crowd.vector(i / pictures, i % pictures);
        }
    }

    private record Near(int index, float cosine) {}

    List<Found> nearest(float[] asked, int most) {
        PriorityQueue<Near> best = new PriorityQueue<>(Comparator.comparingDouble(Near::cosine));
        for (int i = 0; i < vectors.length; i++) {
            float cosine = dot(vectors[i], asked);
            if (best.size() < most) {
                best.add(new Near(i, cosine));
            } else if (cosine > best.element().cosine()) {
                best.remove();
                best.add(new Near(i, cosine));
            }
        }
        return best.stream()
                .map(
                        near ->
                                new Found(
                                        Crowd.name(
                                                near.index() / pictures, near.index() % pictures),
                                        near.cosine()))
                .toList();
    }

    /** In four sums, which the CPU adds side by side. */
    static float dot(float[] a, float[] b) {
        float w = 0;
        float x = 0;
        float y = 0;
        float z = 0;
        for (int i = 0; i < a.length; i += 4) {
            w += a[i] * b[i];
            x += a[i + 1] * b[i + 1];
            y += a[i + 2] * b[i + 2];
            z += a[i + 3] * b[i + 3];
        }
        return w + x + (y + z);
    }
}
