package dev.sluice.ops.flakes.score;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.BitSet;
import java.util.List;

/**
 * The pixels of a flake.
 *
 * @param box where they lie
 * @param pixels in rows of the box
 */
record Mask(Rectangle box, BitSet pixels) {
    /** From corners that are places between pixels. */
    static Mask of(List<double[]> rings) {
        return of(rings, 0, false);
    }

    /** From the outermost pixels of each outline. */
    static Mask ofPixels(List<double[]> rings) {
        return of(rings, 0.5, true);
    }

    private static Mask of(List<double[]> rings, double shift, boolean border) {
        Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
        for (double[] ring : rings) {
            path.moveTo(ring[0] + shift, ring[1] + shift);
            for (int i = 2; i + 1 < ring.length; i += 2) {
                path.lineTo(ring[i] + shift, ring[i + 1] + shift);
            }
            path.closePath();
        }
        Rectangle box = path.getBounds();
        box.grow(1, 1);
        BufferedImage drawn =
                new BufferedImage(box.width, box.height, BufferedImage.TYPE_BYTE_BINARY);
        Graphics2D graphics = drawn.createGraphics();
        graphics.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.translate(-box.x, -box.y);
        graphics.fill(path);
        if (border) {
            graphics.draw(path);
        }
        graphics.dispose();
        Raster raster = drawn.getRaster();
        BitSet pixels = new BitSet(box.width * box.height);
        int[] row = new int[box.width];
        for (int y = 0; y < box.height; y++) {
            raster.getSamples(0, y, box.width, 1, 0, row);
            for (int x = 0; x < box.width; x++) {
                pixels.set(y * box.width + x, row[x] != 0);
            }
        }
        return new Mask(box, pixels);
    }

    int area() {
        return pixels.cardinality();
    }

    /** Intersection over union. */
    double overlap(Mask other) {
        Rectangle common = box.intersection(other.box);
        int both = 0;
        for (int y = common.y; y < common.y + common.height; y++) {
            for (int x = common.x; x < common.x + common.width; x++) {
                both += has(x, y) && other.has(x, y) ? 1 : 0;
            }
        }
        return both == 0 ? 0 : (double) both / (area() + other.area() - both);
    }

    private boolean has(int x, int y) {
        return pixels.get((y - box.y) * box.width + x - box.x);
    }
}
