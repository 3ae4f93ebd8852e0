package dev.sluice.worker.task.picture;

/** A rectangle of whole pixels. */
public record Region(int x, int y, int width, int height) {
    /** What of it lies in the other, too. */
    Region within(Region other) {
        int left = Math.max(x, other.x);
        int top = Math.max(y, other.y);
        return new Region(
                left,
                top,
                Math.min(x + width, other.x + other.width) - left,
                Math.min(y + height, other.y + other.height) - top);
    }
}
