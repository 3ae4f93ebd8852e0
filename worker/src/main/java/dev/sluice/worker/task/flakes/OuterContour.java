package dev.sluice.worker.task.flakes;

import static org.bytedeco.opencv.global.opencv_core.CV_32SC2;

import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Follows the outer border of components (Suzuki and Abe, 1985), corners only: what {@code
 * findContours} gives for a mask of one component. That looks at every pixel of the mask, which for
 * many long components are those of the picture again and again; of a map of labels it searches all
 * holes for each. Here only borders are visited.
 */
final class OuterContour {
    /** Neighbours counter-clockwise from the east, as in OpenCV. */
    private static final int[] RIGHT = {1, 1, 0, -1, -1, -1, 0, 1};

    private static final int[] DOWN = {0, -1, -1, -1, 0, 1, 1, 1};
    private static final int WEST = 4;

    private final IntBuffer labels;
    private final int width;
    private final int height;

    private int[] corners = new int[64];
    private int length;

    /**
     * @param labels 32-bit numbers of components, continuous; borrowed
     */
    OuterContour(Mat labels) {
        this.labels = labels.createBuffer();
        this.width = labels.cols();
        this.height = labels.rows();
    }

    /**
     * @param box the least rectangle around the component
     * @return points, 32-bit x and y; in the caller's scope
     */
    Mat of(int label, Rect box) {
        int y = box.y();
        int x = box.x();
        while (!is(label, x, y)) {
            x++;
        }
        follow(label, x, y);
        Mat contour = new Mat(length / 2, 1, CV_32SC2);
        new IntPointer(contour.data()).put(corners, 0, length);
        return contour;
    }

    /** From the first pixel in reading order, whose western neighbour is outside. */
    private void follow(int label, int startX, int startY) {
        length = 0;
        int direction = WEST;
        do {
            direction = (direction - 1) & 7;
        } while (direction != WEST && !isNeighbour(label, startX, startY, direction));
        if (direction == WEST) {
            add(startX, startY); // it is alone
            return;
        }
        int lastX = startX + RIGHT[direction];
        int lastY = startY + DOWN[direction];
        int before = direction ^ WEST;
        int x = startX;
        int y = startY;
        while (true) {
            do {
                direction = (direction + 1) & 7;
            } while (!isNeighbour(label, x, y, direction));
            if (direction != before) {
                add(x, y);
                before = direction;
            }
            int nextX = x + RIGHT[direction];
            int nextY = y + DOWN[direction];
            if (nextX == startX && nextY == startY && x == lastX && y == lastY) {
                return;
            }
            x = nextX;
            y = nextY;
            direction = (direction + WEST) & 7; // whence it came
        }
    }

    private void add(int x, int y) {
        if (length == corners.length) {
            corners = Arrays.copyOf(corners, 2 * length);
        }
        corners[length++] = x;
        corners[length++] = y;
    }

    private boolean isNeighbour(int label, int x, int y, int direction) {
        return is(label, x + RIGHT[direction], y + DOWN[direction]);
    }

    private boolean is(int label, int x, int y) {
        return x >= 0 && x < width && y >= 0 && y < height && labels.get(y * width + x) == label;
    }
}
