package dev.sluice.worker.task.flakes;

import java.util.Arrays;

/**
 * Lets zones grow over the slope around them: pixel by pixel, each to the neighbouring zone that it
 * resembles most, if more than the substrate.
 */
final class Growth {
    /** Px: how far blur and the median filter reach. */
    private static final int ROUNDS = 5;

    private final Zones zones;
    private final Contrasts contrasts;
    private final float[] means;

    Growth(Zones zones, Contrasts contrasts) {
        this.zones = zones;
        this.contrasts = contrasts;
        this.means = means(zones, contrasts);
    }

    private static float[] means(Zones zones, Contrasts contrasts) {
        double[] sums = new double[3 * (zones.count() + 1)];
        int[] pixels = new int[zones.count() + 1];
        for (int y = 0; y < zones.height(); y++) {
            for (int x = 0; x < zones.width(); x++) {
                int zone = zones.at(x, y);
                if (zone > 0) {
                    pixels[zone]++;
                    for (int c = 0; c < 3; c++) {
                        sums[3 * zone + c] += contrasts.at(x, y, c);
                    }
                }
            }
        }
        float[] means = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            means[i] = (float) (sums[i] / Math.max(1, pixels[i / 3]));
        }
        return means;
    }

    /** Pixels, and what they shall become. */
    private static final class Pixels {
        private int[] at = new int[1024];
        private int[] zone = new int[1024];
        private int size;

        void add(int pixel, int becomes) {
            if (size == at.length) {
                at = Arrays.copyOf(at, 2 * size);
                zone = Arrays.copyOf(zone, 2 * size);
            }
            at[size] = pixel;
            zone[size++] = becomes;
        }
    }

    void grow() {
        Pixels joined = new Pixels();
        for (int y = 0; y < zones.height(); y++) {
            for (int x = 0; x < zones.width(); x++) {
                consider(x, y, joined);
            }
        }
        join(joined);
        for (int round = 1; round < ROUNDS && joined.size > 0; round++) {
            Pixels next = new Pixels();
            for (int i = 0; i < joined.size; i++) {
                int x = joined.at[i] % zones.width();
                int y = joined.at[i] / zones.width();
                consider(x - 1, y, next);
                consider(x + 1, y, next);
                consider(x, y - 1, next);
                consider(x, y + 1, next);
            }
            join(next);
            joined = next;
        }
    }

    private void join(Pixels pixels) {
        for (int i = 0; i < pixels.size; i++) {
            zones.put(pixels.at[i] % zones.width(), pixels.at[i] / zones.width(), pixels.zone[i]);
        }
    }

    private void consider(int x, int y, Pixels joined) {
        if (x < 0 || y < 0 || x >= zones.width() || y >= zones.height() || zones.at(x, y) > 0) {
            return;
        }
        int left = x > 0 ? zones.at(x - 1, y) : 0;
        int right = x < zones.width() - 1 ? zones.at(x + 1, y) : 0;
        int above = y > 0 ? zones.at(x, y - 1) : 0;
        int below = y < zones.height() - 1 ? zones.at(x, y + 1) : 0;
        if ((left | right | above | below) == 0) {
            return;
        }
        double blue = contrasts.at(x, y, 0);
        double green = contrasts.at(x, y, 1);
        double red = contrasts.at(x, y, 2);
        double least = blue * blue + green * green + red * red; // from the substrate
        int nearest = 0;
        for (int zone : new int[] {left, right, above, below}) {
            if (zone > 0) {
                double b = blue - means[3 * zone];
                double g = green - means[3 * zone + 1];
                double r = red - means[3 * zone + 2];
                double distance = b * b + g * g + r * r;
                if (distance < least) {
                    least = distance;
                    nearest = zone;
                }
            }
        }
        if (nearest > 0) {
            joined.add(y * zones.width() + x, nearest);
        }
    }
}
