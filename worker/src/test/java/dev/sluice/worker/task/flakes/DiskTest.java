package dev.sluice.worker.task.flakes;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.Test;

class DiskTest {
    @Test
    void hasTheThirteenPixelsWithinRadiusTwo() {
        try (Mat kernel = Disk.kernel()) {
            byte[] inside = new byte[25];
            kernel.data().get(inside);
            assertThat(inside)
                    .containsExactly(
                            0, 0, 1, 0, 0, //
                            0, 1, 1, 1, 0, //
                            1, 1, 1, 1, 1, //
                            0, 1, 1, 1, 0, //
                            0, 0, 1, 0, 0);
        }
    }
}
