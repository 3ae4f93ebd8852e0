package dev.sluice.worker.task.faces;

/**
 * A face in a picture, in its pixels, which may reach beyond the edges.
 *
 * @param score of the detector, 0 to 1
 * @param box around it
 * @param points where its five landmarks are
 */
record Face(double score, Box box, Landmarks points) {
    /**
     * A rectangle.
     *
     * @param left px from the picture's left edge, as {@code top} from its upper one
     * @param width px, as {@code height}
     */
    record Box(double left, double top, double width, double height) {
        double area() {
            return width * height;
        }

        /** Intersection over union. */
        double overlap(Box other) {
            double wide =
                    Math.min(left + width, other.left + other.width) - Math.max(left, other.left);
            double high =
                    Math.min(top + height, other.top + other.height) - Math.max(top, other.top);
            double both = Math.max(0, wide) * Math.max(0, high);
            return both / (area() + other.area() - both);
        }
    }
}
