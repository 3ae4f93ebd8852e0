package dev.sluice.worker.task.faces;

import java.util.List;

/**
 * Five points of a face, the person's own right first, which is the left one in the picture: right
 * eye, left eye, tip of the nose, right and left corner of the mouth.
 */
record Landmarks(List<Point> points) {
    private static final int FIVE = 5;

    /** Where they are in the square that the recognizer was trained on, of 112 px. */
    static final Landmarks TEMPLATE =
            new Landmarks(
                    List.of(
                            new Point(38.2946, 51.6963),
                            new Point(73.5318, 51.5014),
                            new Point(56.0252, 71.7366),
                            new Point(41.5493, 92.3655),
                            new Point(70.7299, 92.2041)));

    Landmarks {
        points = List.copyOf(points);
        if (points.size() != FIVE) {
            throw new IllegalArgumentException("five points are needed, not " + points.size());
        }
    }

    /** In px. */
    record Point(double x, double y) {
        double distance(Point other) {
            return Math.hypot(x - other.x, y - other.y);
        }
    }

    Point rightEye() {
        return points.get(0);
    }

    Point leftEye() {
        return points.get(1);
    }

    Point nose() {
        return points.get(2);
    }

    Point middle() {
        return new Point(
                points.stream().mapToDouble(Point::x).average().orElseThrow(),
                points.stream().mapToDouble(Point::y).average().orElseThrow());
    }

    /**
     * How far the head is turned to a side, by where the nose is between the eyes along the line
     * that joins them: 0 in the middle, 1 at an eye, more beyond it.
     */
    double turn() {
        double x = leftEye().x() - rightEye().x();
        double y = leftEye().y() - rightEye().y();
        double along =
                ((nose().x() - rightEye().x()) * x + (nose().y() - rightEye().y()) * y)
                        / (x * x + y * y);
        return Math.abs(2 * along - 1);
    }
}
