package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The disk of radius 2: the 13 pixels with x² + y² ≤ 4. OpenCV's ellipse of the same size has 17 or
 * more, depending on its version, and finds other flakes.
 */
final class Disk {
    static final int RADIUS = 2;

    private Disk() {}

    /** How far the disk reaches left and right, {@code dy} rows from its centre: 0, 1, 2, 1, 0. */
    static int reach(int dy) {
        return (int) Math.sqrt(RADIUS * RADIUS - dy * dy);
    }

    /** As a 5×5 structuring element of ones and zeros; the caller closes it. */
    static Mat kernel() {
        int side = 2 * RADIUS + 1;
        byte[] inside = new byte[side * side];
        for (int y = -RADIUS; y <= RADIUS; y++) {
            for (int x = -reach(y); x <= reach(y); x++) {
                inside[(y + RADIUS) * side + x + RADIUS] = 1;
            }
        }
        Mat kernel = new Mat(side, side, CV_8UC1);
        kernel.data().put(inside);
        return kernel;
    }
}
