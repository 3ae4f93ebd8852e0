package dev.sluice.ops.local.samples;

import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/**
 * Corners at nearly even angles, some pulled in a little, the whole squeezed along a random
 * direction.
 *
 * @param most corners, not included
 * @param jitter of a corner's angle, as a share of what lies between two
 * @param reach least distance of a corner from the middle, as a share of the radius
 * @param squeeze least height, as a share of the width
 */
public record RandomPolygon(int least, int most, double jitter, double reach, double squeeze) {
    public Path2D of(SplittableRandom random, double x, double y, double radius) {
        int corners = random.nextInt(least, most);
        double turn = random.nextDouble(2 * Math.PI);
        double squeezed = random.nextDouble(squeeze, 1);
        Path2D path = new Path2D.Double();
        for (int i = 0; i < corners; i++) {
            double angle = (i + random.nextDouble(-jitter, jitter)) * 2 * Math.PI / corners;
            double distance = radius * random.nextDouble(reach, 1);
            double u = distance * Math.cos(angle);
            double v = distance * Math.sin(angle) * squeezed;
            double right = x + u * Math.cos(turn) - v * Math.sin(turn);
            double down = y + u * Math.sin(turn) + v * Math.cos(turn);
            if (i == 0) {
                path.moveTo(right, down);
            } else {
                path.lineTo(right, down);
            }
        }
        path.closePath();
        return path;
    }
}
