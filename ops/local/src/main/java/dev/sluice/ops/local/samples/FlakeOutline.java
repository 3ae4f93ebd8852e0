package dev.sluice.ops.local.samples;

import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Where a flake lies and what shape it has: a polygon with straight edges, as crystals break,
 * inside a circle that is its own, so that no two flakes touch.
 *
 * @param radius of that circle, px
 */
record FlakeOutline(double centerX, double centerY, double radius, Path2D shape) {
    /**
     * Px between two flakes' circles and between a circle and the picture's edge: a 5×5 median must
     * not join them.
     */
    private static final double GAP = 8;

    /**
     * Px: the least flake then has over 1,200 px, well over the 300 under which detection drops it.
     */
    private static final double LEAST_RADIUS = 40;

    private static final int PLACING_ATTEMPTS = 400;

    private static final RandomPolygon FORM = new RandomPolygon(6, 11, 0.25, 0.75, 0.6);

    /**
     * Places flakes at random.
     *
     * @throws IllegalArgumentException if they find no room
     */
    static List<FlakeOutline> scatter(SplittableRandom random, int width, int height, int count) {
        List<FlakeOutline> placed = new ArrayList<>();
        double side = Math.min(width, height);
        for (int i = 0; i < count; i++) {
            placed.add(
                    place(
                            random,
                            width,
                            height,
                            Math.max(LEAST_RADIUS, side * random.nextDouble(0.09, 0.16)),
                            placed));
        }
        return placed;
    }

    private static FlakeOutline place(
            SplittableRandom random,
            int width,
            int height,
            double wished,
            List<FlakeOutline> others) {
        for (double radius = wished; radius > 0; radius = shrunk(radius)) {
            double margin = radius + GAP;
            if (2 * margin >= Math.min(width, height)) {
                continue;
            }
            for (int attempt = 0; attempt < PLACING_ATTEMPTS; attempt++) {
                double x = random.nextDouble(margin, width - margin);
                double y = random.nextDouble(margin, height - margin);
                double needed = radius + GAP;
                if (others.stream()
                        .allMatch(
                                o ->
                                        Math.hypot(o.centerX - x, o.centerY - y)
                                                > o.radius + needed)) {
                    return new FlakeOutline(x, y, radius, FORM.of(random, x, y, radius));
                }
            }
        }
        throw new IllegalArgumentException(
                "No room for "
                        + (others.size() + 1)
                        + " flakes in "
                        + width
                        + "×"
                        + height
                        + " px");
    }

    private static double shrunk(double radius) {
        return radius > LEAST_RADIUS ? Math.max(LEAST_RADIUS, radius * 0.85) : 0;
    }

    /** The pixels whose centre lies inside, as y·width + x. */
    BitSet pixels(int width) {
        BitSet inside = new BitSet();
        Rectangle box = shape.getBounds();
        for (int y = box.y; y <= box.y + box.height; y++) {
            for (int x = box.x; x <= box.x + box.width; x++) {
                if (shape.contains(x + 0.5, y + 0.5)) {
                    inside.set(y * width + x);
                }
            }
        }
        return inside;
    }
}
