package dev.sluice.worker.task.picture;

/**
 * An upright rectangle of whole pixels in a picture.
 *
 * @param right first column outside
 * @param bottom first row outside
 */
public record Box(int left, int top, int right, int bottom) {}
