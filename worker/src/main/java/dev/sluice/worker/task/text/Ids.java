package dev.sluice.worker.task.text;

import java.util.Arrays;
import java.util.BitSet;

/** Numbers of pieces in a row, and where words begin among them. One thread. */
final class Ids {
    private int[] numbers = new int[64];
    private final BitSet beginnings = new BitSet();
    private int size;

    void add(int number, boolean begins) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        beginnings.set(size, begins);
        numbers[size++] = number;
    }

    /** Forgets all behind so many. */
    void cut(int length) {
        size = length;
    }

    int size() {
        return size;
    }

    int at(int index) {
        return numbers[index];
    }

    boolean begins(int index) {
        return index >= size || beginnings.get(index);
    }
}
