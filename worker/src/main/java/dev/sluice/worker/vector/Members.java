package dev.sluice.worker.vector;

import java.util.Arrays;

/**
 * Which vectors are in a collection, with what a search looks at first: a code each, where its
 * object lies and its number there. About 29 bytes a vector. Not safe for threads.
 */
final class Members {
    /** More room than is needed by an eighth: memory counts more here than copying. */
    private static final int SPARE = 8;

    private long[] codes = new long[0];
    private int[] addresses = new int[0];
    private int[] hashes = new int[0];
    private byte[] numbers = new byte[0];
    private int count;

    int count() {
        return count;
    }

    long[] codes() {
        return codes;
    }

    int address(int index) {
        return addresses[index];
    }

    int number(int index) {
        return numbers[index];
    }

    /**
     * @param hash of the object's name
     */
    void add(int address, int number, int hash, Codes kind, float[] vector) {
        if (count == addresses.length) {
            int room = count + Math.max(4, count / SPARE);
            codes = Arrays.copyOf(codes, room * Codes.WORDS);
            addresses = Arrays.copyOf(addresses, room);
            hashes = Arrays.copyOf(hashes, room);
            numbers = Arrays.copyOf(numbers, room);
        }
        kind.write(vector, codes, count * Codes.WORDS);
        addresses[count] = address;
        hashes[count] = hash;
        numbers[count] = (byte) number;
        count++;
    }

    /** The addresses of objects whose name has this hash. */
    int[] withHash(int hash) {
        int[] found = new int[0];
        for (int i = 0; i < count; i++) {
            if (hashes[i] == hash && numbers[i] == 0) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = addresses[i];
            }
        }
        return found;
    }

    /** Drops the vectors of an object; others take their places. */
    void remove(int address) {
        for (int i = count - 1; i >= 0; i--) {
            if (addresses[i] == address) {
                count--;
                for (int word = 0; word < Codes.WORDS; word++) {
                    codes[i * Codes.WORDS + word] = codes[count * Codes.WORDS + word];
                    codes[count * Codes.WORDS + word] = 0;
                }
                addresses[i] = addresses[count];
                hashes[i] = hashes[count];
                numbers[i] = numbers[count];
            }
        }
    }

    /** Addresses, each once. */
    int[] all() {
        int[] all = new int[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (numbers[i] == 0) {
                all[found++] = addresses[i];
            }
        }
        return Arrays.copyOf(all, found);
    }
}
