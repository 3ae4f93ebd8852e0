package dev.sluice.worker.vector;

import java.util.Arrays;

/**
 * A bit for each number of a turned vector, its sign, and how to compare many of these with one
 * vector quickly. What is compared with has four bits a number, so that it loses little.
 */
final class Codes {
    /** Of a code of 128 bits. */
    static final int WORDS = 2;

    private static final int PLANES = 4;

    private final Rotation rotation = new Rotation(WORDS * Long.SIZE);

    /** Writes a vector's code. */
    void write(float[] vector, long[] codes, int at) {
        float[] turned = rotation.of(vector);
        for (int word = 0; word < WORDS; word++) {
            long bits = 0;
            for (int i = 0; i < Long.SIZE; i++) {
                if (turned[word * Long.SIZE + i] > 0) {
                    bits |= 1L << i;
                }
            }
            codes[at + word] = bits;
        }
    }

    /** The vector asked for: four planes of bits, two's complement. */
    long[] query(float[] vector) {
        float[] turned = rotation.of(vector);
        float most = 0;
        for (float number : turned) {
            most = Math.max(most, Math.abs(number));
        }
        long[] planes = new long[PLANES * WORDS];
        for (int i = 0; i < turned.length; i++) {
            int level = Math.clamp(Math.round(turned[i] / Math.max(most, 1e-9f) * 7), -8, 7);
            for (int plane = 0; plane < PLANES; plane++) {
                long bit = level >> plane & 1;
                planes[plane * WORDS + i / Long.SIZE] |= bit << i;
            }
        }
        return planes;
    }

    /**
     * The likeliest ones by their codes alone.
     *
     * @param codes two words each
     * @param most how many, at least 1
     * @return their numbers, in no order
     */
    static int[] likeliest(long[] codes, int count, long[] query, int most) {
        if (count <= most) {
            int[] all = new int[count];
            Arrays.setAll(all, i -> i);
            return all;
        }
        Best best = new Best(most);
        long a0 = query[0];
        long b0 = query[1];
        long a1 = query[2];
        long b1 = query[3];
        long a2 = query[4];
        long b2 = query[5];
        long a3 = query[6];
        long b3 = query[7];
        int bar = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            long a = codes[2 * i];
            long b = codes[2 * i + 1];
            int score =
                    Long.bitCount(a & a0)
                            + Long.bitCount(b & b0)
                            + 2 * (Long.bitCount(a & a1) + Long.bitCount(b & b1))
                            + 4 * (Long.bitCount(a & a2) + Long.bitCount(b & b2))
                            - 8 * (Long.bitCount(a & a3) + Long.bitCount(b & b3));
            if (score > bar) {
                bar = best.add(i, score);
            }
        }
        return best.numbers();
    }

    /** The best of many, by a bar that rises. */
    private static final class Best {
        private final int most;
        private final long[] kept;
        private int size;
        private int bar = Integer.MIN_VALUE;

        Best(int most) {
            this.most = most;
            this.kept = new long[4 * most];
        }

        /** Takes one that is above the bar, and tells the bar for the next. */
        int add(int number, int score) {
            kept[size++] = (long) score << Integer.SIZE | number;
            if (size == kept.length) {
                shrink();
            }
            return bar;
        }

        private void shrink() {
            Arrays.sort(kept, 0, size);
            System.arraycopy(kept, size - most, kept, 0, most);
            size = most;
            bar = (int) (kept[0] >> Integer.SIZE);
        }

        int[] numbers() {
            if (size > most) {
                shrink();
            }
            int[] numbers = new int[size];
            for (int i = 0; i < size; i++) {
                numbers[i] = (int) kept[i];
            }
            return numbers;
        }
    }
}
