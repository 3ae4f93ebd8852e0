package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

class LocalEntropyTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isWhatTheDefinitionSays(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(40);
        int height = 1 + random.nextInt(30);
        byte[] grey = new byte[width * height];
        byte[] mask = new byte[width * height];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = (byte) (120 + random.nextInt(1 + (int) seed * 4));
            mask[i] = (byte) (random.nextInt(10) < seed ? 255 : 0);
        }
        assertThat(LocalEntropy.mean(grey, mask, width))
                .isCloseTo(naive(grey, mask, width, height), within(1e-9));
    }

    @Test
    void aFlatSurfaceHasNone() {
        byte[] mask = new byte[100];
        Arrays.fill(mask, (byte) 1);
        assertThat(LocalEntropy.mean(new byte[100], mask, 10)).isCloseTo(0, within(1e-12));
    }

    @Test
    void anEmptyMaskHasNone() {
        assertThat(LocalEntropy.mean(new byte[100], new byte[100], 10)).isZero();
    }

    private static double naive(byte[] grey, byte[] mask, int width, int height) {
        double sum = 0;
        int inside = 0;
        for (int i = 0; i < grey.length; i++) {
            if (mask[i] == 0) {
                continue;
            }
            int[] counts = new int[256];
            int all = 0;
            for (int dy = -2; dy <= 2; dy++) {
                for (int dx = -2; dx <= 2; dx++) {
                    int x = i % width + dx;
                    int y = i / width + dy;
                    boolean within = x >= 0 && x < width && y >= 0 && y < height;
                    if (dx * dx + dy * dy <= 4 && within && mask[y * width + x] != 0) {
                        counts[grey[y * width + x] & 0xff]++;
                        all++;
                    }
                }
            }
            for (int count : counts) {
                double p = (double) count / all;
                sum -= count == 0 ? 0 : p * Math.log(p) / Math.log(2);
            }
            inside++;
        }
        return inside == 0 ? 0 : sum / inside;
    }
}
