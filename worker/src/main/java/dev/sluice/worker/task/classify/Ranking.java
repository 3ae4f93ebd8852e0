package dev.sluice.worker.task.classify;

/** Puts values in order without sorting all of them. */
final class Ranking {
    private Ranking() {}

    /** Where the largest values are, the largest first, and the first of equals before others. */
    static int[] largest(float[] values, int most) {
        int[] largest = new int[Math.min(most, values.length)];
        int found = 0;
        for (int i = 0; i < values.length; i++) {
            int at = found;
            while (at > 0 && values[largest[at - 1]] < values[i]) {
                at--;
            }
            if (at < largest.length) {
                found = Math.min(found + 1, largest.length);
                System.arraycopy(largest, at, largest, at + 1, found - at - 1);
                largest[at] = i;
            }
        }
        return largest;
    }
}
