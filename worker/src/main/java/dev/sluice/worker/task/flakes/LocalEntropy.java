package dev.sluice.worker.task.flakes;

import java.util.Arrays;

/**
 * Mean local Shannon entropy in bits: low on the flat surface of a flake, high on dirt. At each
 * pixel of a mask it is that of the grey values in the disk of radius 2 around it, as far as these
 * lie in the mask too, so that edges do not count.
 */
final class LocalEntropy {
    /** c · log₂ c for every count that a disk of 13 pixels can hold. */
    private static final double[] TERM = new double[14];

    static {
        for (int count = 2; count < TERM.length; count++) {
            TERM[count] = count * Math.log(count) / Math.log(2);
        }
    }

    private final byte[] grey;
    private final byte[] mask;
    private final int width;
    private final int height;

    private final int[] histogram = new int[256];
    private int pixels;
    private double terms;

    private LocalEntropy(byte[] grey, byte[] mask, int width) {
        this.grey = grey;
        this.mask = mask;
        this.width = width;
        this.height = grey.length / width;
    }

    /**
     * @param grey row by row
     * @param mask of the same size; a pixel counts where it is not 0
     * @param width of both, px
     * @return 0 to log₂ 13; 0 for an empty mask
     */
    static double mean(byte[] grey, byte[] mask, int width) {
        return new LocalEntropy(grey, mask, width).mean();
    }

    private double mean() {
        double sum = 0;
        long inside = 0;
        for (int y = 0; y < height; y++) {
            int centre = -2; // the column that the window is at; none yet
            for (int x = 0; x < width; x++) {
                if (mask[y * width + x] == 0) {
                    continue;
                }
                if (x == centre + 1) {
                    step(centre, y);
                } else {
                    fill(x, y);
                }
                centre = x;
                // Rounding may leave less than nothing of a flat neighbourhood.
                sum += Math.max(0, (TERM[pixels] - terms) / pixels);
                inside++;
            }
        }
        return inside == 0 ? 0 : sum / inside;
    }

    private void fill(int centre, int y) {
        Arrays.fill(histogram, 0);
        pixels = 0;
        terms = 0;
        for (int dy = -Disk.RADIUS; dy <= Disk.RADIUS; dy++) {
            for (int dx = -Disk.reach(dy); dx <= Disk.reach(dy); dx++) {
                count(centre + dx, y + dy, 1);
            }
        }
    }

    /** Moves the window from column {@code centre} to the next. */
    private void step(int centre, int y) {
        for (int dy = -Disk.RADIUS; dy <= Disk.RADIUS; dy++) {
            count(centre - Disk.reach(dy), y + dy, -1);
            count(centre + 1 + Disk.reach(dy), y + dy, 1);
        }
    }

    private void count(int x, int y, int change) {
        if (x < 0 || x >= width || y < 0 || y >= height || mask[y * width + x] == 0) {
            return;
        }
        int value = grey[y * width + x] & 0xff;
        terms -= TERM[histogram[value]];
        histogram[value] += change;
        terms += TERM[histogram[value]];
        pixels += change;
    }
}
