package dev.sluice.worker.task.emotion;

import dev.sluice.worker.task.picture.Region;

import java.util.List;

/**
 * A face that BlazeFace found; all lengths are parts of the picture's, 0 to 1, y downwards.
 *
 * @param score how sure the network is that it is one
 * @param points eyes, nose, mouth and ears
 */
record Face(double score, Box box, List<Point> points) {
    /** Of the points, those that must be in the picture: eyes, nose, mouth. */
    private static final int NEEDED = 4;

    /** Wider than the box: the emotion network knows faces with some of what is around them. */
    private static final double AROUND = 1.4;

    /** Around its middle. */
    record Box(double x, double y, double width, double height) {}

    record Point(double x, double y) {
        boolean inside() {
            return x >= 0 && x <= 1 && y >= 0 && y <= 1;
        }
    }

    double size() {
        return box.width() * box.height();
    }

    /** Whether the picture's edge goes through it. */
    boolean cutOff() {
        return !points.subList(0, NEEDED).stream().allMatch(Point::inside);
    }

    /** The square around it that the emotion network sees, as far as there is a picture. */
    Region crop(int columns, int rows) {
        long side = Math.round(AROUND * box.width() * columns);
        long left = Math.round(box.x() * columns - side / 2.0);
        long top = Math.round(box.y() * rows - side / 2.0);
        int fromX = (int) Math.clamp(left, 0, columns - 1);
        int fromY = (int) Math.clamp(top, 0, rows - 1);
        int toX = (int) Math.clamp(left + side, fromX + 1, columns);
        int toY = (int) Math.clamp(top + side, fromY + 1, rows);
        return new Region(fromX, fromY, toX - fromX, toY - fromY);
    }
}
