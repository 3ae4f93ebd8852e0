package dev.sluice.worker.task.detect;

import dev.sluice.worker.task.picture.Box;

/** An upright rectangle, not of whole pixels. */
record Edges(double left, double top, double right, double bottom) {
    private double area() {
        return Math.max(0, right - left) * Math.max(0, bottom - top);
    }

    /** Intersection over union, 0 to 1. */
    double overlap(Edges other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        double both = Math.max(0, width) * Math.max(0, height);
        double all = area() + other.area() - both;
        return all > 0 ? both / all : 0;
    }

    /** The pixels that it touches. */
    Box pixels() {
        return new Box(
                (int) Math.floor(left),
                (int) Math.floor(top),
                (int) Math.ceil(right),
                (int) Math.ceil(bottom));
    }
}
