package dev.sluice.worker.task.faces;

import dev.sluice.worker.task.faces.Landmarks.Point;

/**
 * A turn, scale and shift of the plane, without mirroring: {@code x' = a·x − b·y + dx}, {@code y' =
 * b·x + a·y + dy}.
 */
record Similarity(double a, double b, double dx, double dy) {
    /** The one that brings points closest to others, by least squares. */
    static Similarity between(Landmarks from, Landmarks to) {
        Point source = from.middle();
        Point goal = to.middle();
        double square = 0;
        double along = 0;
        double across = 0;
        for (int i = 0; i < from.points().size(); i++) {
            double x = from.points().get(i).x() - source.x();
            double y = from.points().get(i).y() - source.y();
            double u = to.points().get(i).x() - goal.x();
            double v = to.points().get(i).y() - goal.y();
            square += x * x + y * y;
            along += x * u + y * v;
            across += x * v - y * u;
        }
        double a = along / square;
        double b = across / square;
        return new Similarity(
                a,
                b,
                goal.x() - (a * source.x() - b * source.y()),
                goal.y() - (b * source.x() + a * source.y()));
    }

    /** The way back. */
    Similarity inverse() {
        double square = a * a + b * b;
        double c = a / square;
        double d = -b / square;
        return new Similarity(c, d, -(c * dx - d * dy), -(d * dx + c * dy));
    }

    double x(double x, double y) {
        return a * x - b * y + dx;
    }

    double y(double x, double y) {
        return b * x + a * y + dy;
    }

    /** Whether it can be computed with: points that lie on one spot give none. */
    boolean regular() {
        double scale = Math.hypot(a, b);
        return Double.isFinite(dx) && Double.isFinite(dy) && scale > 1e-6 && scale < 1e6;
    }
}
