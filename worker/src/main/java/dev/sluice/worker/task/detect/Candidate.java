package dev.sluice.worker.task.detect;

/**
 * A box that a network proposes.
 *
 * @param label index of its class
 * @param score 0 to 1
 * @param left in pixels of the network's frame, as the others; it may lie outside
 */
record Candidate(int label, float score, double left, double top, double right, double bottom) {
    private double area() {
        return Math.max(0, right - left) * Math.max(0, bottom - top);
    }

    /** Intersection over union, 0 to 1. */
    double overlap(Candidate other) {
        double width = Math.min(right, other.right) - Math.max(left, other.left);
        double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        double both = Math.max(0, width) * Math.max(0, height);
        double all = area() + other.area() - both;
        return all > 0 ? both / all : 0;
    }
}
