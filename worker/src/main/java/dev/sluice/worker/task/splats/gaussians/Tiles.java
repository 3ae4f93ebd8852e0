package dev.sluice.worker.task.splats.gaussians;

import java.util.function.IntConsumer;

/** A picture in squares, and which ellipses each has. One thread sorts, then several read. */
final class Tiles {
    /** Of a tile, in pixels. */
    static final int SIDE = 16;

    private int width;
    private int height;
    private int across;
    private int[] starts = new int[1]; // by tile, and one more
    private int[] ranks = new int[0]; // tile after tile, nearest first

    /** Those of one thread of several, in a pattern that gives all the same work. */
    void each(int part, int parts, IntConsumer tile) {
        for (int i = 0; i < starts.length - 1; i++) {
            if ((i % across + i / across) % parts == part) {
                tile.accept(i);
            }
        }
    }

    int left(int tile) {
        return tile % across * SIDE;
    }

    int top(int tile) {
        return tile / across * SIDE;
    }

    /** Where a tile's ellipses begin, and its predecessor's end. */
    int start(int tile) {
        return starts[tile];
    }

    /** The rank of an ellipse, by a number from {@link #start} on. */
    int rank(int index) {
        return ranks[index];
    }

    /** Which ellipses each tile has. */
    void sort(Projection seen, int toWidth, int toHeight) {
        width = toWidth;
        height = toHeight;
        across = (width + SIDE - 1) / SIDE;
        int tiles = across * ((height + SIDE - 1) / SIDE);
        starts = new int[tiles + 1];
        float[] e = seen.ellipses();
        for (int rank = 0; rank < seen.visible(); rank++) {
            int at = rank * Projection.STRIDE;
            for (int y = top(e, at); y <= bottom(e, at); y++) {
                for (int x = left(e, at); x <= right(e, at); x++) {
                    starts[y * across + x + 1]++;
                }
            }
        }
        for (int i = 0; i < tiles; i++) {
            starts[i + 1] += starts[i];
        }
        if (ranks.length < starts[tiles]) {
            ranks = new int[starts[tiles] * 5 / 4];
        }
        int[] next = starts.clone();
        for (int rank = 0; rank < seen.visible(); rank++) {
            int at = rank * Projection.STRIDE;
            for (int y = top(e, at); y <= bottom(e, at); y++) {
                for (int x = left(e, at); x <= right(e, at); x++) {
                    ranks[next[y * across + x]++] = rank;
                }
            }
        }
    }

    private static int left(float[] e, int at) {
        return Math.max(0, (int) (e[at + Projection.X] - e[at + Projection.HALF_WIDTH]) / SIDE);
    }

    private int right(float[] e, int at) {
        return Math.min(width - 1, (int) (e[at + Projection.X] + e[at + Projection.HALF_WIDTH]))
                / SIDE;
    }

    private static int top(float[] e, int at) {
        return Math.max(0, (int) (e[at + Projection.Y] - e[at + Projection.HALF_HEIGHT]) / SIDE);
    }

    private int bottom(float[] e, int at) {
        return Math.min(height - 1, (int) (e[at + Projection.Y] + e[at + Projection.HALF_HEIGHT]))
                / SIDE;
    }
}
