package dev.sluice.worker.task.picture;

/**
 * Where a picture lies in what a network sees of it, and so the way back from the network's
 * coordinates to the picture's. Coordinates are continuous: a pixel is 1 wide, and 0 is the left
 * edge of the first.
 *
 * @param from this rectangle of the picture …
 * @param to … becomes this one in the network's frame: it may leave a margin, or reach over the
 *     edges, where it is cut off
 */
public record Placement(Region from, Region to) {
    /** How many of the network's pixels one of the picture's is wide. */
    public double scaleX() {
        return (double) to.width() / from.width();
    }

    /** As {@link #scaleX}, for heights. */
    public double scaleY() {
        return (double) to.height() / from.height();
    }

    /** The picture's column at the network's; outside of the picture where that is in a margin. */
    public double pictureX(double x) {
        return from.x() + (x - to.x()) / scaleX();
    }

    /** As {@link #pictureX}, for rows. */
    public double pictureY(double y) {
        return from.y() + (y - to.y()) / scaleY();
    }
}
